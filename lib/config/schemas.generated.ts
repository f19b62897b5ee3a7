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
      "classify": {
        "$ref": "#/$defs/classify"
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
      "duration_or_off": {
        "description": "A duration with a unit, or off.",
        "type": "string",
        "format": "logmon-duration-or-off"
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
          "formats": {
            "description": "Path of a file of formats of your own, relative to the job file.",
            "type": "string",
            "minLength": 1
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
            "type": "string",
            "format": "logmon-pattern"
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
            "type": "string",
            "format": "logmon-pattern"
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
        "description": "One operator with its argument.",
        "type": "object",
        "properties": {
          "above": {
            "description": "more than the number",
            "type": "number"
          },
          "above_mean": {
            "description": "more than factor (1.5) x the mean of all values before it, or of a window of them",
            "type": "object",
            "properties": {
              "factor": {
                "description": "Times the mean.",
                "type": "number",
                "exclusiveMinimum": 0
              },
              "window": {
                "description": "all, or how many of the last values (1 to 10000)",
                "anyOf": [
                  {
                    "const": "all"
                  },
                  {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 10000
                  }
                ]
              },
              "warmup": {
                "description": "First values that are left out.",
                "type": "integer",
                "minimum": 0
              },
              "min_history": {
                "description": "Values needed before one is judged.",
                "type": "integer",
                "minimum": 1
              }
            },
            "additionalProperties": false
          },
          "at_least": {
            "description": "the number or more",
            "type": "number"
          },
          "at_most": {
            "description": "the number or less",
            "type": "number"
          },
          "below": {
            "description": "less than the number",
            "type": "number"
          },
          "below_mean": {
            "description": "less than factor (0.67) x the mean of all values before it, or of a window of them",
            "type": "object",
            "properties": {
              "factor": {
                "description": "Times the mean.",
                "type": "number",
                "exclusiveMinimum": 0
              },
              "window": {
                "description": "all, or how many of the last values (1 to 10000)",
                "anyOf": [
                  {
                    "const": "all"
                  },
                  {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 10000
                  }
                ]
              },
              "warmup": {
                "description": "First values that are left out.",
                "type": "integer",
                "minimum": 0
              },
              "min_history": {
                "description": "Values needed before one is judged.",
                "type": "integer",
                "minimum": 1
              }
            },
            "additionalProperties": false
          },
          "between": {
            "description": "in the range [low, high], both ends included",
            "type": "array",
            "items": {
              "type": "number"
            },
            "minItems": 2,
            "maxItems": 2
          },
          "equals": {
            "description": "the same number, or exactly the same text",
            "type": [
              "number",
              "string"
            ]
          },
          "jump": {
            "description": "more than `by` above the lowest (or the mean) of the last 100 values",
            "type": "object",
            "required": [
              "by"
            ],
            "properties": {
              "by": {
                "description": "how far above the earlier values is a jump",
                "type": "number",
                "exclusiveMinimum": 0
              },
              "over": {
                "description": "What it is measured from.",
                "type": "string",
                "enum": [
                  "lowest",
                  "mean"
                ]
              },
              "window": {
                "description": "all, or how many of the last values (1 to 10000)",
                "anyOf": [
                  {
                    "const": "all"
                  },
                  {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 10000
                  }
                ]
              }
            },
            "additionalProperties": false
          },
          "non_finite": {
            "description": "true",
            "const": true
          },
          "unchanged": {
            "description": "the same value so many times in a row",
            "type": "object",
            "required": [
              "times"
            ],
            "properties": {
              "times": {
                "type": "integer",
                "minimum": 2
              }
            },
            "additionalProperties": false
          }
        },
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": false
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
            "format": "logmon-off",
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
            "$ref": "#/$defs/duration_or_off"
          },
          "first_step_within": {
            "$ref": "#/$defs/duration_or_off"
          },
          "silence": {
            "$ref": "#/$defs/duration_or_off"
          },
          "end_patterns": {
            "description": "Lines after which silence is no hang.",
            "type": "array",
            "items": {
              "type": "string",
              "format": "logmon-pattern"
            }
          }
        },
        "additionalProperties": false
      },
      "classify": {
        "description": "How logmon-classify judges.",
        "type": "object",
        "properties": {
          "llm": {
            "$ref": "#/$defs/llm"
          }
        },
        "additionalProperties": false
      },
      "llm": {
        "description": "A model behind an OpenAI-compatible endpoint, asked about what the rules leave unknown; it never chooses the action.",
        "type": "object",
        "required": [
          "url",
          "models"
        ],
        "properties": {
          "url": {
            "description": "address of the server, such as http://localhost:8000/v1",
            "type": "string",
            "format": "logmon-model-url"
          },
          "models": {
            "description": "names of the models to ask, the preferred first",
            "type": "array",
            "minItems": 1,
            "items": {
              "description": "name of a model",
              "type": "string",
              "format": "logmon-one-line"
            }
          },
          "key": {
            "description": "Refused: a secret does not stand in the job file.",
            "format": "logmon-no-inline-secret",
            "type": "string"
          },
          "key_file": {
            "description": "File whose first line is the key.",
            "type": "string",
            "minLength": 1
          },
          "key_env": {
            "description": "Environment variable that holds the key.",
            "type": "string",
            "minLength": 1
          },
          "ca_file": {
            "description": "File of the certificates that the server's own is checked against, besides the public ones.",
            "type": "string"
          },
          "deadline": {
            "description": "Longest wait for an answer, all tries and models together; 30s.",
            "$ref": "#/$defs/duration"
          },
          "max_requests": {
            "description": "Most requests of a run, tries included; 10.",
            "type": "integer",
            "minimum": 0
          },
          "max_tokens": {
            "description": "Most tokens of a run, questions and answers together; 100000.",
            "type": "integer",
            "minimum": 0
          },
          "max_input": {
            "description": "Most bytes that a run sends; 262144.",
            "type": "integer",
            "minimum": 0
          },
          "cache": {
            "description": "Folder that keeps answers; all that a replay uses.",
            "type": "string",
            "minLength": 1
          },
          "redact": {
            "description": "Patterns of what is taken out of the lines, besides secrets and mail addresses.",
            "type": "array",
            "items": {
              "type": "string",
              "format": "logmon-pattern"
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
  },
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://logmon.dev/schemas/log-agent.schema.json",
    "title": "LogAgentFile",
    "description": "Configuration of the HyperPod Log Agent, as LOG_AGENT_CONFIG_PATH names it.",
    "type": "object",
    "required": [
      "hanging_job_threshold_sec",
      "rules"
    ],
    "properties": {
      "hanging_job_threshold_sec": {
        "description": "seconds without any matched line after which the job hangs",
        "type": "number",
        "minimum": 0
      },
      "slow_tolerance_times": {
        "description": "Slow lines in a row that make the job SLOW.",
        "type": "integer",
        "minimum": 1
      },
      "rules": {
        "description": "what healthy lines look like",
        "type": "array",
        "items": {
          "type": "object",
          "required": [
            "name",
            "pattern"
          ],
          "properties": {
            "name": {
              "description": "name of the metric",
              "type": "string",
              "minLength": 1
            },
            "pattern": {
              "description": "regular expression with at most one group",
              "type": "string",
              "format": "logmon-pattern"
            },
            "type": {
              "description": "How the group is compared: value as a number, str as text.",
              "type": "string",
              "enum": [
                "value",
                "str"
              ]
            },
            "threshold": {
              "description": "What the group is compared with.",
              "type": [
                "number",
                "string"
              ]
            },
            "op": {
              "description": "Holds while the job is healthy.",
              "type": "string",
              "enum": [
                ">",
                "<",
                "=",
                "<=",
                ">="
              ]
            }
          },
          "additionalProperties": false
        }
      }
    },
    "additionalProperties": false
  },
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://logmon.dev/schemas/log-monitoring.schema.json",
    "title": "LogMonitoringList",
    "description": "The list of a HyperPod runPolicy.logMonitoringConfiguration.",
    "type": "array",
    "items": {
      "type": "object",
      "required": [
        "name",
        "logPattern"
      ],
      "properties": {
        "name": {
          "description": "name of the rule",
          "type": "string",
          "minLength": 1
        },
        "logPattern": {
          "description": "regular expression that matches from the start of a line",
          "type": "string",
          "format": "logmon-pattern"
        },
        "expectedStartCutOffInSeconds": {
          "$ref": "#/$defs/seconds"
        },
        "expectedRecurringFrequencyInSeconds": {
          "$ref": "#/$defs/seconds"
        },
        "stopPattern": {
          "description": "A line after which the rule is over.",
          "type": "string",
          "format": "logmon-pattern"
        },
        "metricThreshold": {
          "description": "What the group is compared with: a number, or one as text.",
          "type": [
            "number",
            "string"
          ],
          "format": "logmon-number"
        },
        "operator": {
          "description": "Holds when the job is slow.",
          "type": "string",
          "enum": [
            "gt",
            "gteq",
            "lt",
            "lteq",
            "eq"
          ]
        },
        "metricEvaluationDataPoints": {
          "description": "Slow values in a row that make the rule SLOW.",
          "type": "integer",
          "minimum": 1
        },
        "faultOnMatch": {
          "description": "A match is a fault.",
          "type": "boolean"
        }
      },
      "additionalProperties": false
    },
    "$defs": {
      "seconds": {
        "description": "Seconds: a number, or one as text.",
        "type": [
          "number",
          "string"
        ],
        "minimum": 0,
        "format": "logmon-seconds"
      }
    }
  },
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://logmon.dev/schemas/formats.schema.json",
    "title": "FormatFile",
    "description": "Formats of the user's own (--formats, parse: formats:). They are asked before the built-in ones.",
    "type": "object",
    "required": [
      "formats"
    ],
    "properties": {
      "formats": {
        "description": "a list of formats",
        "type": "array",
        "minItems": 1,
        "items": {
          "$ref": "#/$defs/format"
        }
      }
    },
    "additionalProperties": false,
    "$defs": {
      "format": {
        "description": "One format.",
        "type": "object",
        "required": [
          "name",
          "part",
          "pattern",
          "samples"
        ],
        "properties": {
          "name": {
            "description": "what records call it in `format`: small letters, digits and dashes",
            "type": "string",
            "format": "logmon-name"
          },
          "part": {
            "description": "header: what a logger puts before the text; payload: what the trainer says; carrier: what a launcher puts before every line",
            "type": "string",
            "enum": [
              "header",
              "payload",
              "carrier"
            ]
          },
          "pattern": {
            "description": "a regular expression whose named groups are the fields",
            "type": "string",
            "format": "logmon-pattern"
          },
          "time": {
            "description": "Layout of the group `time` where logmon cannot read it by itself, such as %d.%m.%Y %H:%M:%S.",
            "type": "string",
            "minLength": 1
          },
          "metrics": {
            "description": "For groups of a payload: the metric's name and the unit that the line gives it in.",
            "type": "object",
            "additionalProperties": {
              "$ref": "#/$defs/metric"
            }
          },
          "samples": {
            "description": "lines that the pattern must match, with what they give",
            "type": "array",
            "minItems": 1,
            "items": {
              "$ref": "#/$defs/sample"
            }
          }
        },
        "additionalProperties": false
      },
      "metric": {
        "description": "A metric.",
        "type": "object",
        "properties": {
          "name": {
            "description": "Name in `metrics`, in snake_case with its unit, such as step_time_ms.",
            "type": "string",
            "minLength": 1
          },
          "unit": {
            "description": "Unit of the number in the line.",
            "type": "string",
            "enum": [
              "ns",
              "us",
              "ms",
              "s",
              "min",
              "percent",
              "fraction"
            ]
          }
        },
        "additionalProperties": false
      },
      "sample": {
        "description": "A line of this format.",
        "type": "object",
        "required": [
          "line",
          "gives"
        ],
        "properties": {
          "line": {
            "description": "the line, without what other formats put before it",
            "type": "string",
            "minLength": 1
          },
          "gives": {
            "$ref": "#/$defs/gives"
          }
        },
        "additionalProperties": false
      },
      "gives": {
        "title": "field",
        "description": "Fields that the record must have, and their values.",
        "type": "object",
        "minProperties": 1,
        "properties": {
          "time": {
            "type": "string"
          },
          "level": {
            "type": "string",
            "enum": [
              "DEBUG",
              "INFO",
              "WARNING",
              "ERROR",
              "CRITICAL"
            ]
          },
          "logger": {
            "type": "string"
          },
          "code": {
            "type": "string"
          },
          "node": {
            "type": "string"
          },
          "rank": {
            "type": "integer"
          },
          "local_rank": {
            "type": "integer"
          },
          "task": {
            "type": "integer"
          },
          "attempt": {
            "type": "integer"
          },
          "stream": {
            "type": "string",
            "enum": [
              "stdout",
              "stderr"
            ]
          },
          "step": {
            "type": "integer"
          },
          "total_steps": {
            "type": "integer"
          },
          "epoch": {
            "type": "number"
          },
          "metrics": {
            "type": "object",
            "additionalProperties": {
              "type": [
                "number",
                "null"
              ]
            }
          },
          "fields": {
            "type": "object"
          },
          "message": {
            "type": "string"
          },
          "format": {
            "type": "string"
          }
        },
        "additionalProperties": false
      }
    }
  },
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://logmon.dev/schemas/signatures.schema.json",
    "title": "SignatureFile",
    "description": "Signatures of failures of the user's own (--signatures). A row with the id of a built-in one replaces it.",
    "type": "object",
    "required": [
      "signatures"
    ],
    "properties": {
      "signatures": {
        "description": "a list of signatures",
        "type": "array",
        "minItems": 1,
        "items": {
          "$ref": "#/$defs/signature"
        }
      }
    },
    "additionalProperties": false,
    "$defs": {
      "signature": {
        "description": "One failure that a line can show.",
        "type": "object",
        "required": [
          "id",
          "anchors",
          "pattern",
          "category",
          "role",
          "source",
          "samples"
        ],
        "properties": {
          "id": {
            "description": "name of the row, such as site.switch-lost",
            "type": "string",
            "minLength": 1
          },
          "anchors": {
            "description": "plain ASCII texts, one of which every line that the pattern matches holds: what a line is looked through for first",
            "type": "array",
            "minItems": 1,
            "items": {
              "type": "string",
              "minLength": 3,
              "pattern": "^[ -~]+$"
            }
          },
          "pattern": {
            "description": "a regular expression; its named groups are kept, and rank, node, gpu, pid and peer say who",
            "type": "string",
            "format": "logmon-pattern"
          },
          "category": {
            "description": "Failure category, as --help lists them.",
            "type": "string"
          },
          "role": {
            "description": "initiator: may start a failure; symptom: follows one; confirms; teardown: clean-up; context; noise: never a failure",
            "type": "string",
            "enum": [
              "initiator",
              "symptom",
              "confirms",
              "teardown",
              "context",
              "noise"
            ]
          },
          "tier": {
            "description": "How telling it is among initiators: 5 hardware, kernel or scheduler; 4 an exact message; 3 one with several causes; 2, 1 vaguer.",
            "type": "integer",
            "minimum": 1,
            "maximum": 5
          },
          "errors_only": {
            "description": "True where a line that calls itself INFO or a warning does not count.",
            "type": "boolean"
          },
          "source": {
            "description": "Where the claim comes from: an address or a document.",
            "type": "string",
            "minLength": 1
          },
          "samples": {
            "description": "lines that show it",
            "type": "array",
            "minItems": 1,
            "items": {
              "type": "string",
              "minLength": 1
            }
          }
        },
        "additionalProperties": false
      }
    }
  }
]
