// Generated from schemas/ by scripts/generate.js; change the schemas instead.
export const schemas: readonly object[] = [
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://logmon.dev/schemas/job.schema.json",
    "title": "JobFile",
    "description": "The job file of -c: what to watch, when to worry, whom to tell.",
    "type": "object",
    "properties": {
      "job": {
        "description": "Name of the job, put on every record that has none.",
        "type": "string",
        "minLength": 1
      },
      "parse": {
        "$ref": "#/$defs/parse"
      },
      "rules": {
        "description": "What a healthy, a slow and a broken job look like.",
        "type": "array",
        "items": {
          "$ref": "#/$defs/rule"
        }
      },
      "hang": {
        "$ref": "#/$defs/hang"
      },
      "alert": {
        "$ref": "alert-config.schema.json"
      }
    },
    "additionalProperties": false,
    "$defs": {
      "duration": {
        "description": "A duration with a unit, such as 200ms, 60s, 5m or 1h.",
        "type": "string",
        "format": "logmon-duration"
      },
      "texts": {
        "description": "one text, or a list of them",
        "type": [
          "string",
          "array"
        ],
        "items": {
          "type": "string"
        }
      },
      "parse": {
        "description": "What logmon-parse cannot see in the lines themselves.",
        "type": "object",
        "properties": {
          "tz": {
            "description": "IANA zone of stamps without one, such as Asia/Kolkata.",
            "type": "string"
          },
          "date": {
            "description": "Day (YYYY-MM-DD) of stamps that have no date.",
            "type": "string"
          },
          "format": {
            "description": "The only format to try.",
            "type": "string"
          },
          "rank": {
            "description": "Global rank of every line.",
            "type": "integer",
            "minimum": 0
          },
          "node": {
            "description": "Host name of every line.",
            "type": "string"
          },
          "job": {
            "description": "Name of the job.",
            "type": "string"
          },
          "attempt": {
            "description": "Restart number of every line.",
            "type": "integer",
            "minimum": 0
          },
          "max_line_characters": {
            "description": "Longest line that is kept whole.",
            "type": "integer",
            "minimum": 1
          },
          "quiet": {
            "$ref": "#/$defs/duration"
          }
        },
        "additionalProperties": false
      },
      "rule": {
        "description": "One rule.",
        "type": "object",
        "required": [
          "name"
        ],
        "properties": {
          "name": {
            "description": "what the rule is called in records and alerts",
            "type": "string",
            "minLength": 1
          },
          "pattern": {
            "description": "A regular expression over the message; its group `value`, else its first, gives the value.",
            "type": "string"
          },
          "metric": {
            "description": "A metric of the record, or step or epoch.",
            "type": "string",
            "minLength": 1
          },
          "where": {
            "description": "Looks only at records with these values.",
            "type": "object",
            "properties": {
              "level": {
                "$ref": "#/$defs/texts"
              },
              "logger": {
                "$ref": "#/$defs/texts"
              },
              "format": {
                "$ref": "#/$defs/texts"
              },
              "stream": {
                "$ref": "#/$defs/texts"
              },
              "node": {
                "$ref": "#/$defs/texts"
              },
              "rank": {
                "description": "one rank, or a list of them",
                "type": [
                  "integer",
                  "array"
                ],
                "items": {
                  "type": "integer"
                }
              }
            },
            "additionalProperties": false
          },
          "healthy_when": {
            "$ref": "#/$defs/condition"
          },
          "slow_when": {
            "$ref": "#/$defs/condition"
          },
          "fault_when": {
            "$ref": "#/$defs/condition"
          },
          "on_match": {
            "description": "life: a match is a sign of life and nothing more; fault: a match is a fault.",
            "type": "string",
            "enum": [
              "life",
              "fault"
            ]
          },
          "consecutive": {
            "description": "Bad values in a row that make the rule SLOW.",
            "type": "integer",
            "minimum": 1
          },
          "scope": {
            "description": "job: the lines of all ranks feed one state; rank: each rank has its own.",
            "type": "string",
            "enum": [
              "job",
              "rank"
            ]
          },
          "stop_pattern": {
            "description": "A line after which the rule is over.",
            "type": "string"
          },
          "start_within": {
            "$ref": "#/$defs/duration"
          },
          "repeat_within": {
            "$ref": "#/$defs/duration"
          },
          "severity": {
            "description": "How bad a bad state of this rule is.",
            "type": "string",
            "enum": [
              "info",
              "warning",
              "critical"
            ]
          }
        },
        "additionalProperties": false
      },
      "condition": {
        "title": "operator",
        "type": "object"
      },
      "hang": {
        "description": "When silence is a hang.",
        "type": "object",
        "properties": {
          "match_within": {
            "$ref": "#/$defs/duration"
          },
          "step_gap": {
            "description": "off, or factor and floor",
            "type": [
              "string",
              "object"
            ],
            "properties": {
              "factor": {
                "type": "number",
                "exclusiveMinimum": 1
              },
              "floor": {
                "$ref": "#/$defs/duration"
              }
            },
            "additionalProperties": false
          },
          "step_stall": {
            "type": "string"
          },
          "first_step_within": {
            "type": "string"
          },
          "end_patterns": {
            "type": "array",
            "items": {
              "type": "string"
            }
          }
        },
        "additionalProperties": false
      }
    }
  },
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://logmon.dev/schemas/alert-config.schema.json",
    "title": "AlertConfig",
    "description": "Whom to tell, and how.",
    "type": "object",
    "properties": {
      "on": {
        "description": "What is told; by default all of it.",
        "type": "array",
        "minItems": 1,
        "items": {
          "type": "string",
          "enum": [
            "slow",
            "hanging",
            "faulted",
            "verdict",
            "ended"
          ]
        }
      },
      "scope": {
        "description": "job: one alert for the whole job, which names the ranks; rank: one per rank; rule: one per rule and rank.",
        "type": "string",
        "enum": [
          "job",
          "rank",
          "rule"
        ]
      },
      "for": {
        "description": "How long a state must be bad before it is told.",
        "$ref": "#/$defs/duration"
      },
      "gather": {
        "description": "How long a new alert waits for other ranks, so that it names them all.",
        "$ref": "#/$defs/duration"
      },
      "resolve_after": {
        "description": "How long a state must be good before the recovery is told.",
        "$ref": "#/$defs/duration"
      },
      "remind": {
        "description": "Tells again while the state stays bad, this often.",
        "$ref": "#/$defs/duration"
      },
      "max_per_hour": {
        "description": "Most alerts told in an hour, besides recoveries; what comes on top is told in one digest.",
        "type": "integer",
        "minimum": 1
      },
      "drain": {
        "description": "How long the end waits for what is still being sent.",
        "$ref": "#/$defs/duration"
      },
      "channels": {
        "description": "Where alerts go; by default to standard output alone.",
        "type": "array",
        "items": {
          "$ref": "#/$defs/channel"
        }
      }
    },
    "additionalProperties": false,
    "$defs": {
      "duration": {
        "description": "A duration with a unit, such as 200ms, 60s, 5m or 1h.",
        "type": "string",
        "format": "logmon-duration"
      },
      "name": {
        "description": "What the channel is called in records; by default its type.",
        "type": "string",
        "format": "logmon-one-line"
      },
      "severity": {
        "description": "Sends only what is at least this bad.",
        "type": "string",
        "enum": [
          "info",
          "warning",
          "critical"
        ]
      },
      "inline": {
        "description": "Refused: a secret does not stand in the job file.",
        "format": "logmon-no-inline-secret",
        "type": "string"
      },
      "channel": {
        "title": "ChannelConfig",
        "description": "a channel is a group of keys with a type",
        "type": "object",
        "required": [
          "type"
        ],
        "properties": {
          "type": {
            "enum": [
              "email",
              "webhook",
              "exec",
              "stdout"
            ]
          }
        },
        "discriminator": {
          "propertyName": "type"
        },
        "oneOf": [
          {
            "$ref": "#/$defs/email"
          },
          {
            "$ref": "#/$defs/webhook"
          },
          {
            "$ref": "#/$defs/exec"
          },
          {
            "$ref": "#/$defs/stdout"
          }
        ]
      },
      "email": {
        "title": "EmailConfig",
        "type": "object",
        "required": [
          "type",
          "to",
          "from",
          "smtp"
        ],
        "properties": {
          "type": {
            "const": "email"
          },
          "name": {
            "$ref": "#/$defs/name"
          },
          "min_severity": {
            "$ref": "#/$defs/severity"
          },
          "timeout": {
            "description": "Longest time for one try.",
            "$ref": "#/$defs/duration"
          },
          "retry_for": {
            "description": "How long a mail that cannot be sent is tried again.",
            "$ref": "#/$defs/duration"
          },
          "to": {
            "description": "the address to write to, or a list of them",
            "type": [
              "string",
              "array"
            ],
            "minItems": 1,
            "format": "logmon-address",
            "items": {
              "type": "string",
              "format": "logmon-address"
            }
          },
          "from": {
            "description": "the address that mails come from",
            "type": "string",
            "format": "logmon-address"
          },
          "smtp": {
            "description": "the mail server",
            "type": "object",
            "required": [
              "host"
            ],
            "properties": {
              "host": {
                "description": "name or address of the mail server",
                "type": "string",
                "format": "logmon-one-line"
              },
              "port": {
                "description": "By default 587, for tls 465, for none 25.",
                "type": "integer",
                "minimum": 1,
                "maximum": 65535
              },
              "security": {
                "description": "starttls: plain, then encrypted, never without; tls: encrypted from the start; none: not at all.",
                "type": "string",
                "enum": [
                  "none",
                  "starttls",
                  "tls"
                ]
              },
              "ca_file": {
                "description": "File of the certificates that the server's own is checked against, besides the public ones.",
                "type": "string"
              },
              "user": {
                "description": "Name to log in with.",
                "type": "string",
                "format": "logmon-one-line"
              },
              "password": {
                "$ref": "#/$defs/inline"
              },
              "password_file": {
                "description": "File whose first line is the password.",
                "type": "string"
              },
              "password_env": {
                "description": "Environment variable that holds the password.",
                "type": "string"
              },
              "password_prompt": {
                "description": "Asks for the password on the terminal at the start.",
                "const": true
              }
            },
            "additionalProperties": false
          }
        },
        "additionalProperties": false
      },
      "webhook": {
        "title": "WebhookConfig",
        "type": "object",
        "required": [
          "type"
        ],
        "properties": {
          "type": {
            "const": "webhook"
          },
          "name": {
            "$ref": "#/$defs/name"
          },
          "min_severity": {
            "$ref": "#/$defs/severity"
          },
          "timeout": {
            "description": "Longest time for one try.",
            "$ref": "#/$defs/duration"
          },
          "retry_for": {
            "description": "How long a request that cannot be sent is tried again.",
            "$ref": "#/$defs/duration"
          },
          "url": {
            "description": "the address to post to",
            "type": "string",
            "format": "logmon-http-url"
          },
          "url_file": {
            "description": "File whose first line is the address, where the address itself is a secret.",
            "type": "string"
          },
          "url_env": {
            "description": "Environment variable that holds the address.",
            "type": "string"
          },
          "url_prompt": {
            "description": "Asks for the address on the terminal at the start.",
            "const": true
          },
          "headers": {
            "description": "Headers sent along; none that holds a secret.",
            "type": "object",
            "additionalProperties": {
              "type": "string",
              "format": "logmon-one-line"
            }
          },
          "bearer": {
            "$ref": "#/$defs/inline"
          },
          "bearer_file": {
            "description": "File whose first line is the token of the Authorization header.",
            "type": "string"
          },
          "bearer_env": {
            "description": "Environment variable that holds the token of the Authorization header.",
            "type": "string"
          },
          "secret": {
            "$ref": "#/$defs/inline"
          },
          "secret_file": {
            "description": "File whose first line is the key that requests are signed with.",
            "type": "string"
          },
          "secret_env": {
            "description": "Environment variable that holds the key that requests are signed with.",
            "type": "string"
          },
          "ca_file": {
            "description": "File of the certificates that the server's own is checked against, besides the public ones.",
            "type": "string"
          }
        },
        "additionalProperties": false
      },
      "exec": {
        "title": "ExecConfig",
        "type": "object",
        "required": [
          "type",
          "command"
        ],
        "properties": {
          "type": {
            "const": "exec"
          },
          "name": {
            "$ref": "#/$defs/name"
          },
          "min_severity": {
            "$ref": "#/$defs/severity"
          },
          "timeout": {
            "description": "Longest time that the program may take.",
            "$ref": "#/$defs/duration"
          },
          "retry_for": {
            "description": "How long a program that says 75 (try later) is run again.",
            "$ref": "#/$defs/duration"
          },
          "command": {
            "description": "the program and its arguments; no shell sees them",
            "type": "array",
            "minItems": 1,
            "items": {
              "type": "string"
            }
          }
        },
        "additionalProperties": false
      },
      "stdout": {
        "title": "StdoutConfig",
        "type": "object",
        "required": [
          "type"
        ],
        "properties": {
          "type": {
            "const": "stdout"
          },
          "name": {
            "$ref": "#/$defs/name"
          }
        },
        "additionalProperties": false
      }
    }
  }
]
