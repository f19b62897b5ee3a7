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
    "type": "object"
  }
]
