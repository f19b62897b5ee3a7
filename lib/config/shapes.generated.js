// Generated from schemas/ by scripts/generate.js; change the schemas instead.
import { FORMATS } from './formats.ts'
import runtime0 from 'ajv/dist/runtime/ucs2length.js'
const formats = Object.fromEntries(Object.entries(FORMATS).map(([name, explain]) => [name, text => explain(text) === undefined]))
"use strict";
export const job = validate20;
const schema31 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://logmon.dev/schemas/job.schema.json","type":"object","properties":{"job":{"type":"string","minLength":1},"parse":{"$ref":"#/$defs/parse"},"rules":{"type":"array","items":{"$ref":"#/$defs/rule"}},"hang":{"$ref":"#/$defs/hang"},"classify":{"$ref":"#/$defs/classify"},"alert":{"$ref":"alert-config.schema.json"}},"additionalProperties":false,"$defs":{"duration":{"type":"string","format":"logmon-duration"},"duration_or_off":{"type":"string","format":"logmon-duration-or-off"},"texts":{"type":["string","array"],"items":{"type":"string"}},"parse":{"type":"object","properties":{"tz":{"type":"string"},"date":{"type":"string"},"format":{"type":"string"},"formats":{"type":"string","minLength":1},"rank":{"type":"integer","minimum":0},"node":{"type":"string"},"job":{"type":"string"},"attempt":{"type":"integer","minimum":0},"max_line_characters":{"type":"integer","minimum":1},"quiet":{"$ref":"#/$defs/duration"}},"additionalProperties":false},"rule":{"type":"object","required":["name"],"properties":{"name":{"type":"string","minLength":1},"pattern":{"type":"string","format":"logmon-pattern"},"metric":{"type":"string","minLength":1},"where":{"type":"object","properties":{"level":{"$ref":"#/$defs/texts"},"logger":{"$ref":"#/$defs/texts"},"format":{"$ref":"#/$defs/texts"},"stream":{"$ref":"#/$defs/texts"},"node":{"$ref":"#/$defs/texts"},"rank":{"type":["integer","array"],"items":{"type":"integer"}}},"additionalProperties":false},"healthy_when":{"$ref":"#/$defs/condition"},"slow_when":{"$ref":"#/$defs/condition"},"fault_when":{"$ref":"#/$defs/condition"},"on_match":{"type":"string","enum":["life","fault"]},"consecutive":{"type":"integer","minimum":1},"scope":{"type":"string","enum":["job","rank"]},"stop_pattern":{"type":"string","format":"logmon-pattern"},"start_within":{"$ref":"#/$defs/duration"},"repeat_within":{"$ref":"#/$defs/duration"},"severity":{"type":"string","enum":["info","warning","critical"]}},"additionalProperties":false},"condition":{"type":"object","properties":{"above":{"type":"number"},"above_mean":{"type":"object","properties":{"factor":{"type":"number","exclusiveMinimum":0},"window":{"anyOf":[{"const":"all"},{"type":"integer","minimum":1,"maximum":10000}]},"warmup":{"type":"integer","minimum":0},"min_history":{"type":"integer","minimum":1}},"additionalProperties":false},"at_least":{"type":"number"},"at_most":{"type":"number"},"below":{"type":"number"},"below_mean":{"type":"object","properties":{"factor":{"type":"number","exclusiveMinimum":0},"window":{"anyOf":[{"const":"all"},{"type":"integer","minimum":1,"maximum":10000}]},"warmup":{"type":"integer","minimum":0},"min_history":{"type":"integer","minimum":1}},"additionalProperties":false},"between":{"type":"array","items":{"type":"number"},"minItems":2,"maxItems":2},"equals":{"type":["number","string"]},"jump":{"type":"object","required":["by"],"properties":{"by":{"type":"number","exclusiveMinimum":0},"over":{"type":"string","enum":["lowest","mean"]},"window":{"anyOf":[{"const":"all"},{"type":"integer","minimum":1,"maximum":10000}]}},"additionalProperties":false},"non_finite":{"const":true},"unchanged":{"type":"object","required":["times"],"properties":{"times":{"type":"integer","minimum":2}},"additionalProperties":false}},"minProperties":1,"maxProperties":1,"additionalProperties":false},"hang":{"type":"object","properties":{"match_within":{"$ref":"#/$defs/duration"},"step_gap":{"type":["string","object"],"format":"logmon-off","properties":{"factor":{"type":"number","exclusiveMinimum":1},"floor":{"$ref":"#/$defs/duration"}},"additionalProperties":false},"step_stall":{"$ref":"#/$defs/duration_or_off"},"first_step_within":{"$ref":"#/$defs/duration_or_off"},"silence":{"$ref":"#/$defs/duration_or_off"},"end_patterns":{"type":"array","items":{"type":"string","format":"logmon-pattern"}}},"additionalProperties":false},"classify":{"type":"object","properties":{"llm":{"$ref":"#/$defs/llm"}},"additionalProperties":false},"llm":{"type":"object","required":["url","models"],"properties":{"url":{"type":"string","format":"logmon-model-url"},"models":{"type":"array","minItems":1,"items":{"type":"string","format":"logmon-one-line"}},"key":{"format":"logmon-no-inline-secret","type":"string"},"key_file":{"type":"string","minLength":1},"key_env":{"type":"string","minLength":1},"ca_file":{"type":"string"},"deadline":{"$ref":"#/$defs/duration"},"max_requests":{"type":"integer","minimum":0},"max_tokens":{"type":"integer","minimum":0},"max_input":{"type":"integer","minimum":0},"cache":{"type":"string","minLength":1},"redact":{"type":"array","items":{"type":"string","format":"logmon-pattern"}}},"additionalProperties":false}}};
const func1 = runtime0.default;
const schema32 = {"type":"object","properties":{"tz":{"type":"string"},"date":{"type":"string"},"format":{"type":"string"},"formats":{"type":"string","minLength":1},"rank":{"type":"integer","minimum":0},"node":{"type":"string"},"job":{"type":"string"},"attempt":{"type":"integer","minimum":0},"max_line_characters":{"type":"integer","minimum":1},"quiet":{"$ref":"#/$defs/duration"}},"additionalProperties":false};
const schema33 = {"type":"string","format":"logmon-duration"};
const func2 = Object.prototype.hasOwnProperty;
const formats0 = formats["logmon-duration"];

function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate21.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
const _errs1 = errors;
for(const key0 in data){
if(!(func2.call(schema32.properties, key0))){
validate21.errors = [true];
return false;
break;
}
}
if(_errs1 === errors){
if(data.tz !== undefined){
const _errs2 = errors;
if(typeof data.tz !== "string"){
validate21.errors = [true];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.date !== undefined){
const _errs4 = errors;
if(typeof data.date !== "string"){
validate21.errors = [true];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.format !== undefined){
const _errs6 = errors;
if(typeof data.format !== "string"){
validate21.errors = [true];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.formats !== undefined){
let data3 = data.formats;
const _errs8 = errors;
if(errors === _errs8){
if(typeof data3 === "string"){
if(func1(data3) < 1){
validate21.errors = [true];
return false;
}
}
else {
validate21.errors = [true];
return false;
}
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.rank !== undefined){
let data4 = data.rank;
const _errs10 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate21.errors = [true];
return false;
}
if(errors === _errs10){
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 < 0 || isNaN(data4)){
validate21.errors = [true];
return false;
}
}
}
var valid0 = _errs10 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.node !== undefined){
const _errs12 = errors;
if(typeof data.node !== "string"){
validate21.errors = [true];
return false;
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.job !== undefined){
const _errs14 = errors;
if(typeof data.job !== "string"){
validate21.errors = [true];
return false;
}
var valid0 = _errs14 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.attempt !== undefined){
let data7 = data.attempt;
const _errs16 = errors;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
validate21.errors = [true];
return false;
}
if(errors === _errs16){
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 < 0 || isNaN(data7)){
validate21.errors = [true];
return false;
}
}
}
var valid0 = _errs16 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.max_line_characters !== undefined){
let data8 = data.max_line_characters;
const _errs18 = errors;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
validate21.errors = [true];
return false;
}
if(errors === _errs18){
if((typeof data8 == "number") && (isFinite(data8))){
if(data8 < 1 || isNaN(data8)){
validate21.errors = [true];
return false;
}
}
}
var valid0 = _errs18 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.quiet !== undefined){
let data9 = data.quiet;
const _errs20 = errors;
const _errs21 = errors;
if(errors === _errs21){
if(errors === _errs21){
if(typeof data9 === "string"){
if(!(formats0(data9))){
validate21.errors = [true];
return false;
}
}
else {
validate21.errors = [true];
return false;
}
}
}
var valid0 = _errs20 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate21.errors = [true];
return false;
}
}
validate21.errors = vErrors;
return errors === 0;
}
validate21.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema34 = {"type":"object","required":["name"],"properties":{"name":{"type":"string","minLength":1},"pattern":{"type":"string","format":"logmon-pattern"},"metric":{"type":"string","minLength":1},"where":{"type":"object","properties":{"level":{"$ref":"#/$defs/texts"},"logger":{"$ref":"#/$defs/texts"},"format":{"$ref":"#/$defs/texts"},"stream":{"$ref":"#/$defs/texts"},"node":{"$ref":"#/$defs/texts"},"rank":{"type":["integer","array"],"items":{"type":"integer"}}},"additionalProperties":false},"healthy_when":{"$ref":"#/$defs/condition"},"slow_when":{"$ref":"#/$defs/condition"},"fault_when":{"$ref":"#/$defs/condition"},"on_match":{"type":"string","enum":["life","fault"]},"consecutive":{"type":"integer","minimum":1},"scope":{"type":"string","enum":["job","rank"]},"stop_pattern":{"type":"string","format":"logmon-pattern"},"start_within":{"$ref":"#/$defs/duration"},"repeat_within":{"$ref":"#/$defs/duration"},"severity":{"type":"string","enum":["info","warning","critical"]}},"additionalProperties":false};
const schema35 = {"type":["string","array"],"items":{"type":"string"}};
const schema40 = {"type":"object","properties":{"above":{"type":"number"},"above_mean":{"type":"object","properties":{"factor":{"type":"number","exclusiveMinimum":0},"window":{"anyOf":[{"const":"all"},{"type":"integer","minimum":1,"maximum":10000}]},"warmup":{"type":"integer","minimum":0},"min_history":{"type":"integer","minimum":1}},"additionalProperties":false},"at_least":{"type":"number"},"at_most":{"type":"number"},"below":{"type":"number"},"below_mean":{"type":"object","properties":{"factor":{"type":"number","exclusiveMinimum":0},"window":{"anyOf":[{"const":"all"},{"type":"integer","minimum":1,"maximum":10000}]},"warmup":{"type":"integer","minimum":0},"min_history":{"type":"integer","minimum":1}},"additionalProperties":false},"between":{"type":"array","items":{"type":"number"},"minItems":2,"maxItems":2},"equals":{"type":["number","string"]},"jump":{"type":"object","required":["by"],"properties":{"by":{"type":"number","exclusiveMinimum":0},"over":{"type":"string","enum":["lowest","mean"]},"window":{"anyOf":[{"const":"all"},{"type":"integer","minimum":1,"maximum":10000}]}},"additionalProperties":false},"non_finite":{"const":true},"unchanged":{"type":"object","required":["times"],"properties":{"times":{"type":"integer","minimum":2}},"additionalProperties":false}},"minProperties":1,"maxProperties":1,"additionalProperties":false};
const formats2 = formats["logmon-pattern"];

function validate23(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate23.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.name === undefined) && (missing0 = "name")){
validate23.errors = [true];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(func2.call(schema34.properties, key0))){
validate23.errors = [true];
return false;
break;
}
}
if(_errs1 === errors){
if(data.name !== undefined){
let data0 = data.name;
const _errs2 = errors;
if(errors === _errs2){
if(typeof data0 === "string"){
if(func1(data0) < 1){
validate23.errors = [true];
return false;
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.pattern !== undefined){
let data1 = data.pattern;
const _errs4 = errors;
if(errors === _errs4){
if(errors === _errs4){
if(typeof data1 === "string"){
if(!(formats2(data1))){
validate23.errors = [true];
return false;
}
}
else {
validate23.errors = [true];
return false;
}
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.metric !== undefined){
let data2 = data.metric;
const _errs6 = errors;
if(errors === _errs6){
if(typeof data2 === "string"){
if(func1(data2) < 1){
validate23.errors = [true];
return false;
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.where !== undefined){
let data3 = data.where;
const _errs8 = errors;
if(errors === _errs8){
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
const _errs10 = errors;
for(const key1 in data3){
if(!((((((key1 === "level") || (key1 === "logger")) || (key1 === "format")) || (key1 === "stream")) || (key1 === "node")) || (key1 === "rank"))){
validate23.errors = [true];
return false;
break;
}
}
if(_errs10 === errors){
if(data3.level !== undefined){
let data4 = data3.level;
const _errs11 = errors;
const _errs12 = errors;
if((typeof data4 !== "string") && (!(Array.isArray(data4)))){
validate23.errors = [true];
return false;
}
if(errors === _errs12){
if(Array.isArray(data4)){
var valid3 = true;
const len0 = data4.length;
for(let i0=0; i0<len0; i0++){
const _errs14 = errors;
if(typeof data4[i0] !== "string"){
validate23.errors = [true];
return false;
}
var valid3 = _errs14 === errors;
if(!valid3){
break;
}
}
}
}
var valid1 = _errs11 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data3.logger !== undefined){
let data6 = data3.logger;
const _errs16 = errors;
const _errs17 = errors;
if((typeof data6 !== "string") && (!(Array.isArray(data6)))){
validate23.errors = [true];
return false;
}
if(errors === _errs17){
if(Array.isArray(data6)){
var valid5 = true;
const len1 = data6.length;
for(let i1=0; i1<len1; i1++){
const _errs19 = errors;
if(typeof data6[i1] !== "string"){
validate23.errors = [true];
return false;
}
var valid5 = _errs19 === errors;
if(!valid5){
break;
}
}
}
}
var valid1 = _errs16 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data3.format !== undefined){
let data8 = data3.format;
const _errs21 = errors;
const _errs22 = errors;
if((typeof data8 !== "string") && (!(Array.isArray(data8)))){
validate23.errors = [true];
return false;
}
if(errors === _errs22){
if(Array.isArray(data8)){
var valid7 = true;
const len2 = data8.length;
for(let i2=0; i2<len2; i2++){
const _errs24 = errors;
if(typeof data8[i2] !== "string"){
validate23.errors = [true];
return false;
}
var valid7 = _errs24 === errors;
if(!valid7){
break;
}
}
}
}
var valid1 = _errs21 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data3.stream !== undefined){
let data10 = data3.stream;
const _errs26 = errors;
const _errs27 = errors;
if((typeof data10 !== "string") && (!(Array.isArray(data10)))){
validate23.errors = [true];
return false;
}
if(errors === _errs27){
if(Array.isArray(data10)){
var valid9 = true;
const len3 = data10.length;
for(let i3=0; i3<len3; i3++){
const _errs29 = errors;
if(typeof data10[i3] !== "string"){
validate23.errors = [true];
return false;
}
var valid9 = _errs29 === errors;
if(!valid9){
break;
}
}
}
}
var valid1 = _errs26 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data3.node !== undefined){
let data12 = data3.node;
const _errs31 = errors;
const _errs32 = errors;
if((typeof data12 !== "string") && (!(Array.isArray(data12)))){
validate23.errors = [true];
return false;
}
if(errors === _errs32){
if(Array.isArray(data12)){
var valid11 = true;
const len4 = data12.length;
for(let i4=0; i4<len4; i4++){
const _errs34 = errors;
if(typeof data12[i4] !== "string"){
validate23.errors = [true];
return false;
}
var valid11 = _errs34 === errors;
if(!valid11){
break;
}
}
}
}
var valid1 = _errs31 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data3.rank !== undefined){
let data14 = data3.rank;
const _errs36 = errors;
if((!(((typeof data14 == "number") && (!(data14 % 1) && !isNaN(data14))) && (isFinite(data14)))) && (!(Array.isArray(data14)))){
validate23.errors = [true];
return false;
}
if(errors === _errs36){
if(Array.isArray(data14)){
var valid12 = true;
const len5 = data14.length;
for(let i5=0; i5<len5; i5++){
let data15 = data14[i5];
const _errs38 = errors;
if(!(((typeof data15 == "number") && (!(data15 % 1) && !isNaN(data15))) && (isFinite(data15)))){
validate23.errors = [true];
return false;
}
var valid12 = _errs38 === errors;
if(!valid12){
break;
}
}
}
}
var valid1 = _errs36 === errors;
}
else {
var valid1 = true;
}
}
}
}
}
}
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.healthy_when !== undefined){
let data16 = data.healthy_when;
const _errs40 = errors;
const _errs41 = errors;
if(errors === _errs41){
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
if(Object.keys(data16).length > 1){
validate23.errors = [true];
return false;
}
else {
if(Object.keys(data16).length < 1){
validate23.errors = [true];
return false;
}
else {
const _errs43 = errors;
for(const key2 in data16){
if(!(func2.call(schema40.properties, key2))){
validate23.errors = [true];
return false;
break;
}
}
if(_errs43 === errors){
if(data16.above !== undefined){
let data17 = data16.above;
const _errs44 = errors;
if(!((typeof data17 == "number") && (isFinite(data17)))){
validate23.errors = [true];
return false;
}
var valid14 = _errs44 === errors;
}
else {
var valid14 = true;
}
if(valid14){
if(data16.above_mean !== undefined){
let data18 = data16.above_mean;
const _errs46 = errors;
if(errors === _errs46){
if(data18 && typeof data18 == "object" && !Array.isArray(data18)){
const _errs48 = errors;
for(const key3 in data18){
if(!((((key3 === "factor") || (key3 === "window")) || (key3 === "warmup")) || (key3 === "min_history"))){
validate23.errors = [true];
return false;
break;
}
}
if(_errs48 === errors){
if(data18.factor !== undefined){
let data19 = data18.factor;
const _errs49 = errors;
if(errors === _errs49){
if((typeof data19 == "number") && (isFinite(data19))){
if(data19 <= 0 || isNaN(data19)){
validate23.errors = [true];
return false;
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid15 = _errs49 === errors;
}
else {
var valid15 = true;
}
if(valid15){
if(data18.window !== undefined){
let data20 = data18.window;
const _errs51 = errors;
const _errs52 = errors;
let valid16 = false;
const _errs53 = errors;
if("all" !== data20){
const err0 = true;
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
var _valid0 = _errs53 === errors;
valid16 = valid16 || _valid0;
const _errs54 = errors;
if(!(((typeof data20 == "number") && (!(data20 % 1) && !isNaN(data20))) && (isFinite(data20)))){
const err1 = true;
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(errors === _errs54){
if((typeof data20 == "number") && (isFinite(data20))){
if(data20 > 10000 || isNaN(data20)){
const err2 = true;
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
else {
if(data20 < 1 || isNaN(data20)){
const err3 = true;
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
}
var _valid0 = _errs54 === errors;
valid16 = valid16 || _valid0;
if(!valid16){
const err4 = true;
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
validate23.errors = vErrors;
return false;
}
else {
errors = _errs52;
if(vErrors !== null){
if(_errs52){
vErrors.length = _errs52;
}
else {
vErrors = null;
}
}
}
var valid15 = _errs51 === errors;
}
else {
var valid15 = true;
}
if(valid15){
if(data18.warmup !== undefined){
let data21 = data18.warmup;
const _errs56 = errors;
if(!(((typeof data21 == "number") && (!(data21 % 1) && !isNaN(data21))) && (isFinite(data21)))){
validate23.errors = [true];
return false;
}
if(errors === _errs56){
if((typeof data21 == "number") && (isFinite(data21))){
if(data21 < 0 || isNaN(data21)){
validate23.errors = [true];
return false;
}
}
}
var valid15 = _errs56 === errors;
}
else {
var valid15 = true;
}
if(valid15){
if(data18.min_history !== undefined){
let data22 = data18.min_history;
const _errs58 = errors;
if(!(((typeof data22 == "number") && (!(data22 % 1) && !isNaN(data22))) && (isFinite(data22)))){
validate23.errors = [true];
return false;
}
if(errors === _errs58){
if((typeof data22 == "number") && (isFinite(data22))){
if(data22 < 1 || isNaN(data22)){
validate23.errors = [true];
return false;
}
}
}
var valid15 = _errs58 === errors;
}
else {
var valid15 = true;
}
}
}
}
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid14 = _errs46 === errors;
}
else {
var valid14 = true;
}
if(valid14){
if(data16.at_least !== undefined){
let data23 = data16.at_least;
const _errs60 = errors;
if(!((typeof data23 == "number") && (isFinite(data23)))){
validate23.errors = [true];
return false;
}
var valid14 = _errs60 === errors;
}
else {
var valid14 = true;
}
if(valid14){
if(data16.at_most !== undefined){
let data24 = data16.at_most;
const _errs62 = errors;
if(!((typeof data24 == "number") && (isFinite(data24)))){
validate23.errors = [true];
return false;
}
var valid14 = _errs62 === errors;
}
else {
var valid14 = true;
}
if(valid14){
if(data16.below !== undefined){
let data25 = data16.below;
const _errs64 = errors;
if(!((typeof data25 == "number") && (isFinite(data25)))){
validate23.errors = [true];
return false;
}
var valid14 = _errs64 === errors;
}
else {
var valid14 = true;
}
if(valid14){
if(data16.below_mean !== undefined){
let data26 = data16.below_mean;
const _errs66 = errors;
if(errors === _errs66){
if(data26 && typeof data26 == "object" && !Array.isArray(data26)){
const _errs68 = errors;
for(const key4 in data26){
if(!((((key4 === "factor") || (key4 === "window")) || (key4 === "warmup")) || (key4 === "min_history"))){
validate23.errors = [true];
return false;
break;
}
}
if(_errs68 === errors){
if(data26.factor !== undefined){
let data27 = data26.factor;
const _errs69 = errors;
if(errors === _errs69){
if((typeof data27 == "number") && (isFinite(data27))){
if(data27 <= 0 || isNaN(data27)){
validate23.errors = [true];
return false;
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid17 = _errs69 === errors;
}
else {
var valid17 = true;
}
if(valid17){
if(data26.window !== undefined){
let data28 = data26.window;
const _errs71 = errors;
const _errs72 = errors;
let valid18 = false;
const _errs73 = errors;
if("all" !== data28){
const err5 = true;
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
var _valid1 = _errs73 === errors;
valid18 = valid18 || _valid1;
const _errs74 = errors;
if(!(((typeof data28 == "number") && (!(data28 % 1) && !isNaN(data28))) && (isFinite(data28)))){
const err6 = true;
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(errors === _errs74){
if((typeof data28 == "number") && (isFinite(data28))){
if(data28 > 10000 || isNaN(data28)){
const err7 = true;
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
else {
if(data28 < 1 || isNaN(data28)){
const err8 = true;
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
}
var _valid1 = _errs74 === errors;
valid18 = valid18 || _valid1;
if(!valid18){
const err9 = true;
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
validate23.errors = vErrors;
return false;
}
else {
errors = _errs72;
if(vErrors !== null){
if(_errs72){
vErrors.length = _errs72;
}
else {
vErrors = null;
}
}
}
var valid17 = _errs71 === errors;
}
else {
var valid17 = true;
}
if(valid17){
if(data26.warmup !== undefined){
let data29 = data26.warmup;
const _errs76 = errors;
if(!(((typeof data29 == "number") && (!(data29 % 1) && !isNaN(data29))) && (isFinite(data29)))){
validate23.errors = [true];
return false;
}
if(errors === _errs76){
if((typeof data29 == "number") && (isFinite(data29))){
if(data29 < 0 || isNaN(data29)){
validate23.errors = [true];
return false;
}
}
}
var valid17 = _errs76 === errors;
}
else {
var valid17 = true;
}
if(valid17){
if(data26.min_history !== undefined){
let data30 = data26.min_history;
const _errs78 = errors;
if(!(((typeof data30 == "number") && (!(data30 % 1) && !isNaN(data30))) && (isFinite(data30)))){
validate23.errors = [true];
return false;
}
if(errors === _errs78){
if((typeof data30 == "number") && (isFinite(data30))){
if(data30 < 1 || isNaN(data30)){
validate23.errors = [true];
return false;
}
}
}
var valid17 = _errs78 === errors;
}
else {
var valid17 = true;
}
}
}
}
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid14 = _errs66 === errors;
}
else {
var valid14 = true;
}
if(valid14){
if(data16.between !== undefined){
let data31 = data16.between;
const _errs80 = errors;
if(errors === _errs80){
if(Array.isArray(data31)){
if(data31.length > 2){
validate23.errors = [true];
return false;
}
else {
if(data31.length < 2){
validate23.errors = [true];
return false;
}
else {
var valid19 = true;
const len6 = data31.length;
for(let i6=0; i6<len6; i6++){
let data32 = data31[i6];
const _errs82 = errors;
if(!((typeof data32 == "number") && (isFinite(data32)))){
validate23.errors = [true];
return false;
}
var valid19 = _errs82 === errors;
if(!valid19){
break;
}
}
}
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid14 = _errs80 === errors;
}
else {
var valid14 = true;
}
if(valid14){
if(data16.equals !== undefined){
let data33 = data16.equals;
const _errs84 = errors;
if((!((typeof data33 == "number") && (isFinite(data33)))) && (typeof data33 !== "string")){
validate23.errors = [true];
return false;
}
var valid14 = _errs84 === errors;
}
else {
var valid14 = true;
}
if(valid14){
if(data16.jump !== undefined){
let data34 = data16.jump;
const _errs86 = errors;
if(errors === _errs86){
if(data34 && typeof data34 == "object" && !Array.isArray(data34)){
let missing1;
if((data34.by === undefined) && (missing1 = "by")){
validate23.errors = [true];
return false;
}
else {
const _errs88 = errors;
for(const key5 in data34){
if(!(((key5 === "by") || (key5 === "over")) || (key5 === "window"))){
validate23.errors = [true];
return false;
break;
}
}
if(_errs88 === errors){
if(data34.by !== undefined){
let data35 = data34.by;
const _errs89 = errors;
if(errors === _errs89){
if((typeof data35 == "number") && (isFinite(data35))){
if(data35 <= 0 || isNaN(data35)){
validate23.errors = [true];
return false;
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid20 = _errs89 === errors;
}
else {
var valid20 = true;
}
if(valid20){
if(data34.over !== undefined){
let data36 = data34.over;
const _errs91 = errors;
if(typeof data36 !== "string"){
validate23.errors = [true];
return false;
}
if(!((data36 === "lowest") || (data36 === "mean"))){
validate23.errors = [true];
return false;
}
var valid20 = _errs91 === errors;
}
else {
var valid20 = true;
}
if(valid20){
if(data34.window !== undefined){
let data37 = data34.window;
const _errs93 = errors;
const _errs94 = errors;
let valid21 = false;
const _errs95 = errors;
if("all" !== data37){
const err10 = true;
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
var _valid2 = _errs95 === errors;
valid21 = valid21 || _valid2;
const _errs96 = errors;
if(!(((typeof data37 == "number") && (!(data37 % 1) && !isNaN(data37))) && (isFinite(data37)))){
const err11 = true;
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(errors === _errs96){
if((typeof data37 == "number") && (isFinite(data37))){
if(data37 > 10000 || isNaN(data37)){
const err12 = true;
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
else {
if(data37 < 1 || isNaN(data37)){
const err13 = true;
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
}
}
var _valid2 = _errs96 === errors;
valid21 = valid21 || _valid2;
if(!valid21){
const err14 = true;
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
validate23.errors = vErrors;
return false;
}
else {
errors = _errs94;
if(vErrors !== null){
if(_errs94){
vErrors.length = _errs94;
}
else {
vErrors = null;
}
}
}
var valid20 = _errs93 === errors;
}
else {
var valid20 = true;
}
}
}
}
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid14 = _errs86 === errors;
}
else {
var valid14 = true;
}
if(valid14){
if(data16.non_finite !== undefined){
const _errs98 = errors;
if(true !== data16.non_finite){
validate23.errors = [true];
return false;
}
var valid14 = _errs98 === errors;
}
else {
var valid14 = true;
}
if(valid14){
if(data16.unchanged !== undefined){
let data39 = data16.unchanged;
const _errs99 = errors;
if(errors === _errs99){
if(data39 && typeof data39 == "object" && !Array.isArray(data39)){
let missing2;
if((data39.times === undefined) && (missing2 = "times")){
validate23.errors = [true];
return false;
}
else {
const _errs101 = errors;
for(const key6 in data39){
if(!(key6 === "times")){
validate23.errors = [true];
return false;
break;
}
}
if(_errs101 === errors){
if(data39.times !== undefined){
let data40 = data39.times;
const _errs102 = errors;
if(!(((typeof data40 == "number") && (!(data40 % 1) && !isNaN(data40))) && (isFinite(data40)))){
validate23.errors = [true];
return false;
}
if(errors === _errs102){
if((typeof data40 == "number") && (isFinite(data40))){
if(data40 < 2 || isNaN(data40)){
validate23.errors = [true];
return false;
}
}
}
}
}
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid14 = _errs99 === errors;
}
else {
var valid14 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid0 = _errs40 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.slow_when !== undefined){
let data41 = data.slow_when;
const _errs104 = errors;
const _errs105 = errors;
if(errors === _errs105){
if(data41 && typeof data41 == "object" && !Array.isArray(data41)){
if(Object.keys(data41).length > 1){
validate23.errors = [true];
return false;
}
else {
if(Object.keys(data41).length < 1){
validate23.errors = [true];
return false;
}
else {
const _errs107 = errors;
for(const key7 in data41){
if(!(func2.call(schema40.properties, key7))){
validate23.errors = [true];
return false;
break;
}
}
if(_errs107 === errors){
if(data41.above !== undefined){
let data42 = data41.above;
const _errs108 = errors;
if(!((typeof data42 == "number") && (isFinite(data42)))){
validate23.errors = [true];
return false;
}
var valid24 = _errs108 === errors;
}
else {
var valid24 = true;
}
if(valid24){
if(data41.above_mean !== undefined){
let data43 = data41.above_mean;
const _errs110 = errors;
if(errors === _errs110){
if(data43 && typeof data43 == "object" && !Array.isArray(data43)){
const _errs112 = errors;
for(const key8 in data43){
if(!((((key8 === "factor") || (key8 === "window")) || (key8 === "warmup")) || (key8 === "min_history"))){
validate23.errors = [true];
return false;
break;
}
}
if(_errs112 === errors){
if(data43.factor !== undefined){
let data44 = data43.factor;
const _errs113 = errors;
if(errors === _errs113){
if((typeof data44 == "number") && (isFinite(data44))){
if(data44 <= 0 || isNaN(data44)){
validate23.errors = [true];
return false;
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid25 = _errs113 === errors;
}
else {
var valid25 = true;
}
if(valid25){
if(data43.window !== undefined){
let data45 = data43.window;
const _errs115 = errors;
const _errs116 = errors;
let valid26 = false;
const _errs117 = errors;
if("all" !== data45){
const err15 = true;
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
var _valid3 = _errs117 === errors;
valid26 = valid26 || _valid3;
const _errs118 = errors;
if(!(((typeof data45 == "number") && (!(data45 % 1) && !isNaN(data45))) && (isFinite(data45)))){
const err16 = true;
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
if(errors === _errs118){
if((typeof data45 == "number") && (isFinite(data45))){
if(data45 > 10000 || isNaN(data45)){
const err17 = true;
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
else {
if(data45 < 1 || isNaN(data45)){
const err18 = true;
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
}
var _valid3 = _errs118 === errors;
valid26 = valid26 || _valid3;
if(!valid26){
const err19 = true;
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
validate23.errors = vErrors;
return false;
}
else {
errors = _errs116;
if(vErrors !== null){
if(_errs116){
vErrors.length = _errs116;
}
else {
vErrors = null;
}
}
}
var valid25 = _errs115 === errors;
}
else {
var valid25 = true;
}
if(valid25){
if(data43.warmup !== undefined){
let data46 = data43.warmup;
const _errs120 = errors;
if(!(((typeof data46 == "number") && (!(data46 % 1) && !isNaN(data46))) && (isFinite(data46)))){
validate23.errors = [true];
return false;
}
if(errors === _errs120){
if((typeof data46 == "number") && (isFinite(data46))){
if(data46 < 0 || isNaN(data46)){
validate23.errors = [true];
return false;
}
}
}
var valid25 = _errs120 === errors;
}
else {
var valid25 = true;
}
if(valid25){
if(data43.min_history !== undefined){
let data47 = data43.min_history;
const _errs122 = errors;
if(!(((typeof data47 == "number") && (!(data47 % 1) && !isNaN(data47))) && (isFinite(data47)))){
validate23.errors = [true];
return false;
}
if(errors === _errs122){
if((typeof data47 == "number") && (isFinite(data47))){
if(data47 < 1 || isNaN(data47)){
validate23.errors = [true];
return false;
}
}
}
var valid25 = _errs122 === errors;
}
else {
var valid25 = true;
}
}
}
}
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid24 = _errs110 === errors;
}
else {
var valid24 = true;
}
if(valid24){
if(data41.at_least !== undefined){
let data48 = data41.at_least;
const _errs124 = errors;
if(!((typeof data48 == "number") && (isFinite(data48)))){
validate23.errors = [true];
return false;
}
var valid24 = _errs124 === errors;
}
else {
var valid24 = true;
}
if(valid24){
if(data41.at_most !== undefined){
let data49 = data41.at_most;
const _errs126 = errors;
if(!((typeof data49 == "number") && (isFinite(data49)))){
validate23.errors = [true];
return false;
}
var valid24 = _errs126 === errors;
}
else {
var valid24 = true;
}
if(valid24){
if(data41.below !== undefined){
let data50 = data41.below;
const _errs128 = errors;
if(!((typeof data50 == "number") && (isFinite(data50)))){
validate23.errors = [true];
return false;
}
var valid24 = _errs128 === errors;
}
else {
var valid24 = true;
}
if(valid24){
if(data41.below_mean !== undefined){
let data51 = data41.below_mean;
const _errs130 = errors;
if(errors === _errs130){
if(data51 && typeof data51 == "object" && !Array.isArray(data51)){
const _errs132 = errors;
for(const key9 in data51){
if(!((((key9 === "factor") || (key9 === "window")) || (key9 === "warmup")) || (key9 === "min_history"))){
validate23.errors = [true];
return false;
break;
}
}
if(_errs132 === errors){
if(data51.factor !== undefined){
let data52 = data51.factor;
const _errs133 = errors;
if(errors === _errs133){
if((typeof data52 == "number") && (isFinite(data52))){
if(data52 <= 0 || isNaN(data52)){
validate23.errors = [true];
return false;
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid27 = _errs133 === errors;
}
else {
var valid27 = true;
}
if(valid27){
if(data51.window !== undefined){
let data53 = data51.window;
const _errs135 = errors;
const _errs136 = errors;
let valid28 = false;
const _errs137 = errors;
if("all" !== data53){
const err20 = true;
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
var _valid4 = _errs137 === errors;
valid28 = valid28 || _valid4;
const _errs138 = errors;
if(!(((typeof data53 == "number") && (!(data53 % 1) && !isNaN(data53))) && (isFinite(data53)))){
const err21 = true;
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
if(errors === _errs138){
if((typeof data53 == "number") && (isFinite(data53))){
if(data53 > 10000 || isNaN(data53)){
const err22 = true;
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
else {
if(data53 < 1 || isNaN(data53)){
const err23 = true;
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
}
}
var _valid4 = _errs138 === errors;
valid28 = valid28 || _valid4;
if(!valid28){
const err24 = true;
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
validate23.errors = vErrors;
return false;
}
else {
errors = _errs136;
if(vErrors !== null){
if(_errs136){
vErrors.length = _errs136;
}
else {
vErrors = null;
}
}
}
var valid27 = _errs135 === errors;
}
else {
var valid27 = true;
}
if(valid27){
if(data51.warmup !== undefined){
let data54 = data51.warmup;
const _errs140 = errors;
if(!(((typeof data54 == "number") && (!(data54 % 1) && !isNaN(data54))) && (isFinite(data54)))){
validate23.errors = [true];
return false;
}
if(errors === _errs140){
if((typeof data54 == "number") && (isFinite(data54))){
if(data54 < 0 || isNaN(data54)){
validate23.errors = [true];
return false;
}
}
}
var valid27 = _errs140 === errors;
}
else {
var valid27 = true;
}
if(valid27){
if(data51.min_history !== undefined){
let data55 = data51.min_history;
const _errs142 = errors;
if(!(((typeof data55 == "number") && (!(data55 % 1) && !isNaN(data55))) && (isFinite(data55)))){
validate23.errors = [true];
return false;
}
if(errors === _errs142){
if((typeof data55 == "number") && (isFinite(data55))){
if(data55 < 1 || isNaN(data55)){
validate23.errors = [true];
return false;
}
}
}
var valid27 = _errs142 === errors;
}
else {
var valid27 = true;
}
}
}
}
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid24 = _errs130 === errors;
}
else {
var valid24 = true;
}
if(valid24){
if(data41.between !== undefined){
let data56 = data41.between;
const _errs144 = errors;
if(errors === _errs144){
if(Array.isArray(data56)){
if(data56.length > 2){
validate23.errors = [true];
return false;
}
else {
if(data56.length < 2){
validate23.errors = [true];
return false;
}
else {
var valid29 = true;
const len7 = data56.length;
for(let i7=0; i7<len7; i7++){
let data57 = data56[i7];
const _errs146 = errors;
if(!((typeof data57 == "number") && (isFinite(data57)))){
validate23.errors = [true];
return false;
}
var valid29 = _errs146 === errors;
if(!valid29){
break;
}
}
}
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid24 = _errs144 === errors;
}
else {
var valid24 = true;
}
if(valid24){
if(data41.equals !== undefined){
let data58 = data41.equals;
const _errs148 = errors;
if((!((typeof data58 == "number") && (isFinite(data58)))) && (typeof data58 !== "string")){
validate23.errors = [true];
return false;
}
var valid24 = _errs148 === errors;
}
else {
var valid24 = true;
}
if(valid24){
if(data41.jump !== undefined){
let data59 = data41.jump;
const _errs150 = errors;
if(errors === _errs150){
if(data59 && typeof data59 == "object" && !Array.isArray(data59)){
let missing3;
if((data59.by === undefined) && (missing3 = "by")){
validate23.errors = [true];
return false;
}
else {
const _errs152 = errors;
for(const key10 in data59){
if(!(((key10 === "by") || (key10 === "over")) || (key10 === "window"))){
validate23.errors = [true];
return false;
break;
}
}
if(_errs152 === errors){
if(data59.by !== undefined){
let data60 = data59.by;
const _errs153 = errors;
if(errors === _errs153){
if((typeof data60 == "number") && (isFinite(data60))){
if(data60 <= 0 || isNaN(data60)){
validate23.errors = [true];
return false;
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid30 = _errs153 === errors;
}
else {
var valid30 = true;
}
if(valid30){
if(data59.over !== undefined){
let data61 = data59.over;
const _errs155 = errors;
if(typeof data61 !== "string"){
validate23.errors = [true];
return false;
}
if(!((data61 === "lowest") || (data61 === "mean"))){
validate23.errors = [true];
return false;
}
var valid30 = _errs155 === errors;
}
else {
var valid30 = true;
}
if(valid30){
if(data59.window !== undefined){
let data62 = data59.window;
const _errs157 = errors;
const _errs158 = errors;
let valid31 = false;
const _errs159 = errors;
if("all" !== data62){
const err25 = true;
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
var _valid5 = _errs159 === errors;
valid31 = valid31 || _valid5;
const _errs160 = errors;
if(!(((typeof data62 == "number") && (!(data62 % 1) && !isNaN(data62))) && (isFinite(data62)))){
const err26 = true;
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if(errors === _errs160){
if((typeof data62 == "number") && (isFinite(data62))){
if(data62 > 10000 || isNaN(data62)){
const err27 = true;
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
else {
if(data62 < 1 || isNaN(data62)){
const err28 = true;
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
}
}
var _valid5 = _errs160 === errors;
valid31 = valid31 || _valid5;
if(!valid31){
const err29 = true;
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
validate23.errors = vErrors;
return false;
}
else {
errors = _errs158;
if(vErrors !== null){
if(_errs158){
vErrors.length = _errs158;
}
else {
vErrors = null;
}
}
}
var valid30 = _errs157 === errors;
}
else {
var valid30 = true;
}
}
}
}
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid24 = _errs150 === errors;
}
else {
var valid24 = true;
}
if(valid24){
if(data41.non_finite !== undefined){
const _errs162 = errors;
if(true !== data41.non_finite){
validate23.errors = [true];
return false;
}
var valid24 = _errs162 === errors;
}
else {
var valid24 = true;
}
if(valid24){
if(data41.unchanged !== undefined){
let data64 = data41.unchanged;
const _errs163 = errors;
if(errors === _errs163){
if(data64 && typeof data64 == "object" && !Array.isArray(data64)){
let missing4;
if((data64.times === undefined) && (missing4 = "times")){
validate23.errors = [true];
return false;
}
else {
const _errs165 = errors;
for(const key11 in data64){
if(!(key11 === "times")){
validate23.errors = [true];
return false;
break;
}
}
if(_errs165 === errors){
if(data64.times !== undefined){
let data65 = data64.times;
const _errs166 = errors;
if(!(((typeof data65 == "number") && (!(data65 % 1) && !isNaN(data65))) && (isFinite(data65)))){
validate23.errors = [true];
return false;
}
if(errors === _errs166){
if((typeof data65 == "number") && (isFinite(data65))){
if(data65 < 2 || isNaN(data65)){
validate23.errors = [true];
return false;
}
}
}
}
}
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid24 = _errs163 === errors;
}
else {
var valid24 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid0 = _errs104 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.fault_when !== undefined){
let data66 = data.fault_when;
const _errs168 = errors;
const _errs169 = errors;
if(errors === _errs169){
if(data66 && typeof data66 == "object" && !Array.isArray(data66)){
if(Object.keys(data66).length > 1){
validate23.errors = [true];
return false;
}
else {
if(Object.keys(data66).length < 1){
validate23.errors = [true];
return false;
}
else {
const _errs171 = errors;
for(const key12 in data66){
if(!(func2.call(schema40.properties, key12))){
validate23.errors = [true];
return false;
break;
}
}
if(_errs171 === errors){
if(data66.above !== undefined){
let data67 = data66.above;
const _errs172 = errors;
if(!((typeof data67 == "number") && (isFinite(data67)))){
validate23.errors = [true];
return false;
}
var valid34 = _errs172 === errors;
}
else {
var valid34 = true;
}
if(valid34){
if(data66.above_mean !== undefined){
let data68 = data66.above_mean;
const _errs174 = errors;
if(errors === _errs174){
if(data68 && typeof data68 == "object" && !Array.isArray(data68)){
const _errs176 = errors;
for(const key13 in data68){
if(!((((key13 === "factor") || (key13 === "window")) || (key13 === "warmup")) || (key13 === "min_history"))){
validate23.errors = [true];
return false;
break;
}
}
if(_errs176 === errors){
if(data68.factor !== undefined){
let data69 = data68.factor;
const _errs177 = errors;
if(errors === _errs177){
if((typeof data69 == "number") && (isFinite(data69))){
if(data69 <= 0 || isNaN(data69)){
validate23.errors = [true];
return false;
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid35 = _errs177 === errors;
}
else {
var valid35 = true;
}
if(valid35){
if(data68.window !== undefined){
let data70 = data68.window;
const _errs179 = errors;
const _errs180 = errors;
let valid36 = false;
const _errs181 = errors;
if("all" !== data70){
const err30 = true;
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
var _valid6 = _errs181 === errors;
valid36 = valid36 || _valid6;
const _errs182 = errors;
if(!(((typeof data70 == "number") && (!(data70 % 1) && !isNaN(data70))) && (isFinite(data70)))){
const err31 = true;
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
if(errors === _errs182){
if((typeof data70 == "number") && (isFinite(data70))){
if(data70 > 10000 || isNaN(data70)){
const err32 = true;
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
else {
if(data70 < 1 || isNaN(data70)){
const err33 = true;
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
}
}
var _valid6 = _errs182 === errors;
valid36 = valid36 || _valid6;
if(!valid36){
const err34 = true;
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
validate23.errors = vErrors;
return false;
}
else {
errors = _errs180;
if(vErrors !== null){
if(_errs180){
vErrors.length = _errs180;
}
else {
vErrors = null;
}
}
}
var valid35 = _errs179 === errors;
}
else {
var valid35 = true;
}
if(valid35){
if(data68.warmup !== undefined){
let data71 = data68.warmup;
const _errs184 = errors;
if(!(((typeof data71 == "number") && (!(data71 % 1) && !isNaN(data71))) && (isFinite(data71)))){
validate23.errors = [true];
return false;
}
if(errors === _errs184){
if((typeof data71 == "number") && (isFinite(data71))){
if(data71 < 0 || isNaN(data71)){
validate23.errors = [true];
return false;
}
}
}
var valid35 = _errs184 === errors;
}
else {
var valid35 = true;
}
if(valid35){
if(data68.min_history !== undefined){
let data72 = data68.min_history;
const _errs186 = errors;
if(!(((typeof data72 == "number") && (!(data72 % 1) && !isNaN(data72))) && (isFinite(data72)))){
validate23.errors = [true];
return false;
}
if(errors === _errs186){
if((typeof data72 == "number") && (isFinite(data72))){
if(data72 < 1 || isNaN(data72)){
validate23.errors = [true];
return false;
}
}
}
var valid35 = _errs186 === errors;
}
else {
var valid35 = true;
}
}
}
}
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid34 = _errs174 === errors;
}
else {
var valid34 = true;
}
if(valid34){
if(data66.at_least !== undefined){
let data73 = data66.at_least;
const _errs188 = errors;
if(!((typeof data73 == "number") && (isFinite(data73)))){
validate23.errors = [true];
return false;
}
var valid34 = _errs188 === errors;
}
else {
var valid34 = true;
}
if(valid34){
if(data66.at_most !== undefined){
let data74 = data66.at_most;
const _errs190 = errors;
if(!((typeof data74 == "number") && (isFinite(data74)))){
validate23.errors = [true];
return false;
}
var valid34 = _errs190 === errors;
}
else {
var valid34 = true;
}
if(valid34){
if(data66.below !== undefined){
let data75 = data66.below;
const _errs192 = errors;
if(!((typeof data75 == "number") && (isFinite(data75)))){
validate23.errors = [true];
return false;
}
var valid34 = _errs192 === errors;
}
else {
var valid34 = true;
}
if(valid34){
if(data66.below_mean !== undefined){
let data76 = data66.below_mean;
const _errs194 = errors;
if(errors === _errs194){
if(data76 && typeof data76 == "object" && !Array.isArray(data76)){
const _errs196 = errors;
for(const key14 in data76){
if(!((((key14 === "factor") || (key14 === "window")) || (key14 === "warmup")) || (key14 === "min_history"))){
validate23.errors = [true];
return false;
break;
}
}
if(_errs196 === errors){
if(data76.factor !== undefined){
let data77 = data76.factor;
const _errs197 = errors;
if(errors === _errs197){
if((typeof data77 == "number") && (isFinite(data77))){
if(data77 <= 0 || isNaN(data77)){
validate23.errors = [true];
return false;
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid37 = _errs197 === errors;
}
else {
var valid37 = true;
}
if(valid37){
if(data76.window !== undefined){
let data78 = data76.window;
const _errs199 = errors;
const _errs200 = errors;
let valid38 = false;
const _errs201 = errors;
if("all" !== data78){
const err35 = true;
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
var _valid7 = _errs201 === errors;
valid38 = valid38 || _valid7;
const _errs202 = errors;
if(!(((typeof data78 == "number") && (!(data78 % 1) && !isNaN(data78))) && (isFinite(data78)))){
const err36 = true;
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
if(errors === _errs202){
if((typeof data78 == "number") && (isFinite(data78))){
if(data78 > 10000 || isNaN(data78)){
const err37 = true;
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
else {
if(data78 < 1 || isNaN(data78)){
const err38 = true;
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
}
}
var _valid7 = _errs202 === errors;
valid38 = valid38 || _valid7;
if(!valid38){
const err39 = true;
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
validate23.errors = vErrors;
return false;
}
else {
errors = _errs200;
if(vErrors !== null){
if(_errs200){
vErrors.length = _errs200;
}
else {
vErrors = null;
}
}
}
var valid37 = _errs199 === errors;
}
else {
var valid37 = true;
}
if(valid37){
if(data76.warmup !== undefined){
let data79 = data76.warmup;
const _errs204 = errors;
if(!(((typeof data79 == "number") && (!(data79 % 1) && !isNaN(data79))) && (isFinite(data79)))){
validate23.errors = [true];
return false;
}
if(errors === _errs204){
if((typeof data79 == "number") && (isFinite(data79))){
if(data79 < 0 || isNaN(data79)){
validate23.errors = [true];
return false;
}
}
}
var valid37 = _errs204 === errors;
}
else {
var valid37 = true;
}
if(valid37){
if(data76.min_history !== undefined){
let data80 = data76.min_history;
const _errs206 = errors;
if(!(((typeof data80 == "number") && (!(data80 % 1) && !isNaN(data80))) && (isFinite(data80)))){
validate23.errors = [true];
return false;
}
if(errors === _errs206){
if((typeof data80 == "number") && (isFinite(data80))){
if(data80 < 1 || isNaN(data80)){
validate23.errors = [true];
return false;
}
}
}
var valid37 = _errs206 === errors;
}
else {
var valid37 = true;
}
}
}
}
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid34 = _errs194 === errors;
}
else {
var valid34 = true;
}
if(valid34){
if(data66.between !== undefined){
let data81 = data66.between;
const _errs208 = errors;
if(errors === _errs208){
if(Array.isArray(data81)){
if(data81.length > 2){
validate23.errors = [true];
return false;
}
else {
if(data81.length < 2){
validate23.errors = [true];
return false;
}
else {
var valid39 = true;
const len8 = data81.length;
for(let i8=0; i8<len8; i8++){
let data82 = data81[i8];
const _errs210 = errors;
if(!((typeof data82 == "number") && (isFinite(data82)))){
validate23.errors = [true];
return false;
}
var valid39 = _errs210 === errors;
if(!valid39){
break;
}
}
}
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid34 = _errs208 === errors;
}
else {
var valid34 = true;
}
if(valid34){
if(data66.equals !== undefined){
let data83 = data66.equals;
const _errs212 = errors;
if((!((typeof data83 == "number") && (isFinite(data83)))) && (typeof data83 !== "string")){
validate23.errors = [true];
return false;
}
var valid34 = _errs212 === errors;
}
else {
var valid34 = true;
}
if(valid34){
if(data66.jump !== undefined){
let data84 = data66.jump;
const _errs214 = errors;
if(errors === _errs214){
if(data84 && typeof data84 == "object" && !Array.isArray(data84)){
let missing5;
if((data84.by === undefined) && (missing5 = "by")){
validate23.errors = [true];
return false;
}
else {
const _errs216 = errors;
for(const key15 in data84){
if(!(((key15 === "by") || (key15 === "over")) || (key15 === "window"))){
validate23.errors = [true];
return false;
break;
}
}
if(_errs216 === errors){
if(data84.by !== undefined){
let data85 = data84.by;
const _errs217 = errors;
if(errors === _errs217){
if((typeof data85 == "number") && (isFinite(data85))){
if(data85 <= 0 || isNaN(data85)){
validate23.errors = [true];
return false;
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid40 = _errs217 === errors;
}
else {
var valid40 = true;
}
if(valid40){
if(data84.over !== undefined){
let data86 = data84.over;
const _errs219 = errors;
if(typeof data86 !== "string"){
validate23.errors = [true];
return false;
}
if(!((data86 === "lowest") || (data86 === "mean"))){
validate23.errors = [true];
return false;
}
var valid40 = _errs219 === errors;
}
else {
var valid40 = true;
}
if(valid40){
if(data84.window !== undefined){
let data87 = data84.window;
const _errs221 = errors;
const _errs222 = errors;
let valid41 = false;
const _errs223 = errors;
if("all" !== data87){
const err40 = true;
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
var _valid8 = _errs223 === errors;
valid41 = valid41 || _valid8;
const _errs224 = errors;
if(!(((typeof data87 == "number") && (!(data87 % 1) && !isNaN(data87))) && (isFinite(data87)))){
const err41 = true;
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
if(errors === _errs224){
if((typeof data87 == "number") && (isFinite(data87))){
if(data87 > 10000 || isNaN(data87)){
const err42 = true;
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
else {
if(data87 < 1 || isNaN(data87)){
const err43 = true;
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
}
}
var _valid8 = _errs224 === errors;
valid41 = valid41 || _valid8;
if(!valid41){
const err44 = true;
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
validate23.errors = vErrors;
return false;
}
else {
errors = _errs222;
if(vErrors !== null){
if(_errs222){
vErrors.length = _errs222;
}
else {
vErrors = null;
}
}
}
var valid40 = _errs221 === errors;
}
else {
var valid40 = true;
}
}
}
}
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid34 = _errs214 === errors;
}
else {
var valid34 = true;
}
if(valid34){
if(data66.non_finite !== undefined){
const _errs226 = errors;
if(true !== data66.non_finite){
validate23.errors = [true];
return false;
}
var valid34 = _errs226 === errors;
}
else {
var valid34 = true;
}
if(valid34){
if(data66.unchanged !== undefined){
let data89 = data66.unchanged;
const _errs227 = errors;
if(errors === _errs227){
if(data89 && typeof data89 == "object" && !Array.isArray(data89)){
let missing6;
if((data89.times === undefined) && (missing6 = "times")){
validate23.errors = [true];
return false;
}
else {
const _errs229 = errors;
for(const key16 in data89){
if(!(key16 === "times")){
validate23.errors = [true];
return false;
break;
}
}
if(_errs229 === errors){
if(data89.times !== undefined){
let data90 = data89.times;
const _errs230 = errors;
if(!(((typeof data90 == "number") && (!(data90 % 1) && !isNaN(data90))) && (isFinite(data90)))){
validate23.errors = [true];
return false;
}
if(errors === _errs230){
if((typeof data90 == "number") && (isFinite(data90))){
if(data90 < 2 || isNaN(data90)){
validate23.errors = [true];
return false;
}
}
}
}
}
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid34 = _errs227 === errors;
}
else {
var valid34 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid0 = _errs168 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.on_match !== undefined){
let data91 = data.on_match;
const _errs232 = errors;
if(typeof data91 !== "string"){
validate23.errors = [true];
return false;
}
if(!((data91 === "life") || (data91 === "fault"))){
validate23.errors = [true];
return false;
}
var valid0 = _errs232 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.consecutive !== undefined){
let data92 = data.consecutive;
const _errs234 = errors;
if(!(((typeof data92 == "number") && (!(data92 % 1) && !isNaN(data92))) && (isFinite(data92)))){
validate23.errors = [true];
return false;
}
if(errors === _errs234){
if((typeof data92 == "number") && (isFinite(data92))){
if(data92 < 1 || isNaN(data92)){
validate23.errors = [true];
return false;
}
}
}
var valid0 = _errs234 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.scope !== undefined){
let data93 = data.scope;
const _errs236 = errors;
if(typeof data93 !== "string"){
validate23.errors = [true];
return false;
}
if(!((data93 === "job") || (data93 === "rank"))){
validate23.errors = [true];
return false;
}
var valid0 = _errs236 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.stop_pattern !== undefined){
let data94 = data.stop_pattern;
const _errs238 = errors;
if(errors === _errs238){
if(errors === _errs238){
if(typeof data94 === "string"){
if(!(formats2(data94))){
validate23.errors = [true];
return false;
}
}
else {
validate23.errors = [true];
return false;
}
}
}
var valid0 = _errs238 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.start_within !== undefined){
let data95 = data.start_within;
const _errs240 = errors;
const _errs241 = errors;
if(errors === _errs241){
if(errors === _errs241){
if(typeof data95 === "string"){
if(!(formats0(data95))){
validate23.errors = [true];
return false;
}
}
else {
validate23.errors = [true];
return false;
}
}
}
var valid0 = _errs240 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.repeat_within !== undefined){
let data96 = data.repeat_within;
const _errs243 = errors;
const _errs244 = errors;
if(errors === _errs244){
if(errors === _errs244){
if(typeof data96 === "string"){
if(!(formats0(data96))){
validate23.errors = [true];
return false;
}
}
else {
validate23.errors = [true];
return false;
}
}
}
var valid0 = _errs243 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.severity !== undefined){
let data97 = data.severity;
const _errs246 = errors;
if(typeof data97 !== "string"){
validate23.errors = [true];
return false;
}
if(!(((data97 === "info") || (data97 === "warning")) || (data97 === "critical"))){
validate23.errors = [true];
return false;
}
var valid0 = _errs246 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate23.errors = [true];
return false;
}
}
validate23.errors = vErrors;
return errors === 0;
}
validate23.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema45 = {"type":"object","properties":{"match_within":{"$ref":"#/$defs/duration"},"step_gap":{"type":["string","object"],"format":"logmon-off","properties":{"factor":{"type":"number","exclusiveMinimum":1},"floor":{"$ref":"#/$defs/duration"}},"additionalProperties":false},"step_stall":{"$ref":"#/$defs/duration_or_off"},"first_step_within":{"$ref":"#/$defs/duration_or_off"},"silence":{"$ref":"#/$defs/duration_or_off"},"end_patterns":{"type":"array","items":{"type":"string","format":"logmon-pattern"}}},"additionalProperties":false};
const schema48 = {"type":"string","format":"logmon-duration-or-off"};
const formats12 = formats["logmon-off"];
const formats16 = formats["logmon-duration-or-off"];

function validate25(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate25.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
const _errs1 = errors;
for(const key0 in data){
if(!((((((key0 === "match_within") || (key0 === "step_gap")) || (key0 === "step_stall")) || (key0 === "first_step_within")) || (key0 === "silence")) || (key0 === "end_patterns"))){
validate25.errors = [true];
return false;
break;
}
}
if(_errs1 === errors){
if(data.match_within !== undefined){
let data0 = data.match_within;
const _errs2 = errors;
const _errs3 = errors;
if(errors === _errs3){
if(errors === _errs3){
if(typeof data0 === "string"){
if(!(formats0(data0))){
validate25.errors = [true];
return false;
}
}
else {
validate25.errors = [true];
return false;
}
}
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.step_gap !== undefined){
let data1 = data.step_gap;
const _errs5 = errors;
if((typeof data1 !== "string") && (!(data1 && typeof data1 == "object" && !Array.isArray(data1)))){
validate25.errors = [true];
return false;
}
if(errors === _errs5){
if(errors === _errs5){
if(typeof data1 === "string"){
if(!(formats12(data1))){
validate25.errors = [true];
return false;
}
}
if(errors === _errs5){
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
const _errs7 = errors;
for(const key1 in data1){
if(!((key1 === "factor") || (key1 === "floor"))){
validate25.errors = [true];
return false;
break;
}
}
if(_errs7 === errors){
if(data1.factor !== undefined){
let data2 = data1.factor;
const _errs8 = errors;
if(errors === _errs8){
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 <= 1 || isNaN(data2)){
validate25.errors = [true];
return false;
}
}
else {
validate25.errors = [true];
return false;
}
}
var valid2 = _errs8 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data1.floor !== undefined){
let data3 = data1.floor;
const _errs10 = errors;
const _errs11 = errors;
if(errors === _errs11){
if(errors === _errs11){
if(typeof data3 === "string"){
if(!(formats0(data3))){
validate25.errors = [true];
return false;
}
}
else {
validate25.errors = [true];
return false;
}
}
}
var valid2 = _errs10 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.step_stall !== undefined){
let data4 = data.step_stall;
const _errs13 = errors;
const _errs14 = errors;
if(errors === _errs14){
if(errors === _errs14){
if(typeof data4 === "string"){
if(!(formats16(data4))){
validate25.errors = [true];
return false;
}
}
else {
validate25.errors = [true];
return false;
}
}
}
var valid0 = _errs13 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.first_step_within !== undefined){
let data5 = data.first_step_within;
const _errs16 = errors;
const _errs17 = errors;
if(errors === _errs17){
if(errors === _errs17){
if(typeof data5 === "string"){
if(!(formats16(data5))){
validate25.errors = [true];
return false;
}
}
else {
validate25.errors = [true];
return false;
}
}
}
var valid0 = _errs16 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.silence !== undefined){
let data6 = data.silence;
const _errs19 = errors;
const _errs20 = errors;
if(errors === _errs20){
if(errors === _errs20){
if(typeof data6 === "string"){
if(!(formats16(data6))){
validate25.errors = [true];
return false;
}
}
else {
validate25.errors = [true];
return false;
}
}
}
var valid0 = _errs19 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.end_patterns !== undefined){
let data7 = data.end_patterns;
const _errs22 = errors;
if(errors === _errs22){
if(Array.isArray(data7)){
var valid7 = true;
const len0 = data7.length;
for(let i0=0; i0<len0; i0++){
let data8 = data7[i0];
const _errs24 = errors;
if(errors === _errs24){
if(errors === _errs24){
if(typeof data8 === "string"){
if(!(formats2(data8))){
validate25.errors = [true];
return false;
}
}
else {
validate25.errors = [true];
return false;
}
}
}
var valid7 = _errs24 === errors;
if(!valid7){
break;
}
}
}
else {
validate25.errors = [true];
return false;
}
}
var valid0 = _errs22 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
else {
validate25.errors = [true];
return false;
}
}
validate25.errors = vErrors;
return errors === 0;
}
validate25.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema51 = {"type":"object","properties":{"llm":{"$ref":"#/$defs/llm"}},"additionalProperties":false};
const schema52 = {"type":"object","required":["url","models"],"properties":{"url":{"type":"string","format":"logmon-model-url"},"models":{"type":"array","minItems":1,"items":{"type":"string","format":"logmon-one-line"}},"key":{"format":"logmon-no-inline-secret","type":"string"},"key_file":{"type":"string","minLength":1},"key_env":{"type":"string","minLength":1},"ca_file":{"type":"string"},"deadline":{"$ref":"#/$defs/duration"},"max_requests":{"type":"integer","minimum":0},"max_tokens":{"type":"integer","minimum":0},"max_input":{"type":"integer","minimum":0},"cache":{"type":"string","minLength":1},"redact":{"type":"array","items":{"type":"string","format":"logmon-pattern"}}},"additionalProperties":false};
const formats24 = formats["logmon-model-url"];
const formats26 = formats["logmon-one-line"];
const formats28 = formats["logmon-no-inline-secret"];

function validate28(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate28.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.url === undefined) && (missing0 = "url")) || ((data.models === undefined) && (missing0 = "models"))){
validate28.errors = [true];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(func2.call(schema52.properties, key0))){
validate28.errors = [true];
return false;
break;
}
}
if(_errs1 === errors){
if(data.url !== undefined){
let data0 = data.url;
const _errs2 = errors;
if(errors === _errs2){
if(errors === _errs2){
if(typeof data0 === "string"){
if(!(formats24(data0))){
validate28.errors = [true];
return false;
}
}
else {
validate28.errors = [true];
return false;
}
}
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.models !== undefined){
let data1 = data.models;
const _errs4 = errors;
if(errors === _errs4){
if(Array.isArray(data1)){
if(data1.length < 1){
validate28.errors = [true];
return false;
}
else {
var valid1 = true;
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
const _errs6 = errors;
if(errors === _errs6){
if(errors === _errs6){
if(typeof data2 === "string"){
if(!(formats26(data2))){
validate28.errors = [true];
return false;
}
}
else {
validate28.errors = [true];
return false;
}
}
}
var valid1 = _errs6 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate28.errors = [true];
return false;
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.key !== undefined){
let data3 = data.key;
const _errs8 = errors;
if(errors === _errs8){
if(errors === _errs8){
if(typeof data3 === "string"){
if(!(formats28(data3))){
validate28.errors = [true];
return false;
}
}
else {
validate28.errors = [true];
return false;
}
}
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.key_file !== undefined){
let data4 = data.key_file;
const _errs10 = errors;
if(errors === _errs10){
if(typeof data4 === "string"){
if(func1(data4) < 1){
validate28.errors = [true];
return false;
}
}
else {
validate28.errors = [true];
return false;
}
}
var valid0 = _errs10 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.key_env !== undefined){
let data5 = data.key_env;
const _errs12 = errors;
if(errors === _errs12){
if(typeof data5 === "string"){
if(func1(data5) < 1){
validate28.errors = [true];
return false;
}
}
else {
validate28.errors = [true];
return false;
}
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ca_file !== undefined){
const _errs14 = errors;
if(typeof data.ca_file !== "string"){
validate28.errors = [true];
return false;
}
var valid0 = _errs14 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.deadline !== undefined){
let data7 = data.deadline;
const _errs16 = errors;
const _errs17 = errors;
if(errors === _errs17){
if(errors === _errs17){
if(typeof data7 === "string"){
if(!(formats0(data7))){
validate28.errors = [true];
return false;
}
}
else {
validate28.errors = [true];
return false;
}
}
}
var valid0 = _errs16 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.max_requests !== undefined){
let data8 = data.max_requests;
const _errs19 = errors;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
validate28.errors = [true];
return false;
}
if(errors === _errs19){
if((typeof data8 == "number") && (isFinite(data8))){
if(data8 < 0 || isNaN(data8)){
validate28.errors = [true];
return false;
}
}
}
var valid0 = _errs19 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.max_tokens !== undefined){
let data9 = data.max_tokens;
const _errs21 = errors;
if(!(((typeof data9 == "number") && (!(data9 % 1) && !isNaN(data9))) && (isFinite(data9)))){
validate28.errors = [true];
return false;
}
if(errors === _errs21){
if((typeof data9 == "number") && (isFinite(data9))){
if(data9 < 0 || isNaN(data9)){
validate28.errors = [true];
return false;
}
}
}
var valid0 = _errs21 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.max_input !== undefined){
let data10 = data.max_input;
const _errs23 = errors;
if(!(((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10))) && (isFinite(data10)))){
validate28.errors = [true];
return false;
}
if(errors === _errs23){
if((typeof data10 == "number") && (isFinite(data10))){
if(data10 < 0 || isNaN(data10)){
validate28.errors = [true];
return false;
}
}
}
var valid0 = _errs23 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.cache !== undefined){
let data11 = data.cache;
const _errs25 = errors;
if(errors === _errs25){
if(typeof data11 === "string"){
if(func1(data11) < 1){
validate28.errors = [true];
return false;
}
}
else {
validate28.errors = [true];
return false;
}
}
var valid0 = _errs25 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.redact !== undefined){
let data12 = data.redact;
const _errs27 = errors;
if(errors === _errs27){
if(Array.isArray(data12)){
var valid3 = true;
const len1 = data12.length;
for(let i1=0; i1<len1; i1++){
let data13 = data12[i1];
const _errs29 = errors;
if(errors === _errs29){
if(errors === _errs29){
if(typeof data13 === "string"){
if(!(formats2(data13))){
validate28.errors = [true];
return false;
}
}
else {
validate28.errors = [true];
return false;
}
}
}
var valid3 = _errs29 === errors;
if(!valid3){
break;
}
}
}
else {
validate28.errors = [true];
return false;
}
}
var valid0 = _errs27 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate28.errors = [true];
return false;
}
}
validate28.errors = vErrors;
return errors === 0;
}
validate28.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate27(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate27.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
const _errs1 = errors;
for(const key0 in data){
if(!(key0 === "llm")){
validate27.errors = [true];
return false;
break;
}
}
if(_errs1 === errors){
if(data.llm !== undefined){
if(!(validate28(data.llm, {instancePath:instancePath+"/llm",parentData:data,parentDataProperty:"llm",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate28.errors : vErrors.concat(validate28.errors);
errors = vErrors.length;
}
}
}
}
else {
validate27.errors = [true];
return false;
}
}
validate27.errors = vErrors;
return errors === 0;
}
validate27.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema54 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://logmon.dev/schemas/alert-config.schema.json","type":"object","properties":{"on":{"type":"array","minItems":1,"items":{"type":"string","enum":["slow","hanging","faulted","verdict","ended"]}},"scope":{"type":"string","enum":["job","rank","rule"]},"for":{"$ref":"#/$defs/duration"},"gather":{"$ref":"#/$defs/duration"},"resolve_after":{"$ref":"#/$defs/duration"},"remind":{"$ref":"#/$defs/duration"},"max_per_hour":{"type":"integer","minimum":1},"drain":{"$ref":"#/$defs/duration"},"channels":{"type":"array","items":{"$ref":"#/$defs/channel"}}},"additionalProperties":false,"$defs":{"duration":{"type":"string","format":"logmon-duration"},"name":{"type":"string","format":"logmon-one-line"},"severity":{"type":"string","enum":["info","warning","critical"]},"inline":{"format":"logmon-no-inline-secret","type":"string"},"channel":{"type":"object","required":["type"],"properties":{"type":{"enum":["email","webhook","exec","stdout"]}},"discriminator":{"propertyName":"type"},"oneOf":[{"$ref":"#/$defs/email"},{"$ref":"#/$defs/webhook"},{"$ref":"#/$defs/exec"},{"$ref":"#/$defs/stdout"}]},"email":{"type":"object","required":["type","to","from","smtp"],"properties":{"type":{"const":"email"},"name":{"$ref":"#/$defs/name"},"min_severity":{"$ref":"#/$defs/severity"},"timeout":{"$ref":"#/$defs/duration"},"retry_for":{"$ref":"#/$defs/duration"},"to":{"type":["string","array"],"minItems":1,"format":"logmon-address","items":{"type":"string","format":"logmon-address"}},"from":{"type":"string","format":"logmon-address"},"smtp":{"type":"object","required":["host"],"properties":{"host":{"type":"string","format":"logmon-one-line"},"port":{"type":"integer","minimum":1,"maximum":65535},"security":{"type":"string","enum":["none","starttls","tls"]},"ca_file":{"type":"string"},"user":{"type":"string","format":"logmon-one-line"},"password":{"$ref":"#/$defs/inline"},"password_file":{"type":"string"},"password_env":{"type":"string"},"password_prompt":{"const":true}},"additionalProperties":false}},"additionalProperties":false},"webhook":{"type":"object","required":["type"],"properties":{"type":{"const":"webhook"},"name":{"$ref":"#/$defs/name"},"min_severity":{"$ref":"#/$defs/severity"},"timeout":{"$ref":"#/$defs/duration"},"retry_for":{"$ref":"#/$defs/duration"},"url":{"type":"string","format":"logmon-http-url"},"url_file":{"type":"string"},"url_env":{"type":"string"},"url_prompt":{"const":true},"headers":{"type":"object","additionalProperties":{"type":"string","format":"logmon-one-line"}},"bearer":{"$ref":"#/$defs/inline"},"bearer_file":{"type":"string"},"bearer_env":{"type":"string"},"secret":{"$ref":"#/$defs/inline"},"secret_file":{"type":"string"},"secret_env":{"type":"string"},"ca_file":{"type":"string"}},"additionalProperties":false},"exec":{"type":"object","required":["type","command"],"properties":{"type":{"const":"exec"},"name":{"$ref":"#/$defs/name"},"min_severity":{"$ref":"#/$defs/severity"},"timeout":{"$ref":"#/$defs/duration"},"retry_for":{"$ref":"#/$defs/duration"},"command":{"type":"array","minItems":1,"items":{"type":"string"}}},"additionalProperties":false},"stdout":{"type":"object","required":["type"],"properties":{"type":{"const":"stdout"},"name":{"$ref":"#/$defs/name"}},"additionalProperties":false}}};
const schema55 = {"type":"string","format":"logmon-duration"};
const schema60 = {"type":"object","required":["type"],"properties":{"type":{"enum":["email","webhook","exec","stdout"]}},"discriminator":{"propertyName":"type"},"oneOf":[{"$ref":"#/$defs/email"},{"$ref":"#/$defs/webhook"},{"$ref":"#/$defs/exec"},{"$ref":"#/$defs/stdout"}]};
const schema61 = {"type":"object","required":["type","to","from","smtp"],"properties":{"type":{"const":"email"},"name":{"$ref":"#/$defs/name"},"min_severity":{"$ref":"#/$defs/severity"},"timeout":{"$ref":"#/$defs/duration"},"retry_for":{"$ref":"#/$defs/duration"},"to":{"type":["string","array"],"minItems":1,"format":"logmon-address","items":{"type":"string","format":"logmon-address"}},"from":{"type":"string","format":"logmon-address"},"smtp":{"type":"object","required":["host"],"properties":{"host":{"type":"string","format":"logmon-one-line"},"port":{"type":"integer","minimum":1,"maximum":65535},"security":{"type":"string","enum":["none","starttls","tls"]},"ca_file":{"type":"string"},"user":{"type":"string","format":"logmon-one-line"},"password":{"$ref":"#/$defs/inline"},"password_file":{"type":"string"},"password_env":{"type":"string"},"password_prompt":{"const":true}},"additionalProperties":false}},"additionalProperties":false};
const schema62 = {"type":"string","format":"logmon-one-line"};
const schema63 = {"type":"string","enum":["info","warning","critical"]};
const schema66 = {"format":"logmon-no-inline-secret","type":"string"};
const formats50 = formats["logmon-address"];

function validate33(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate33.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((data.type === undefined) && (missing0 = "type")) || ((data.to === undefined) && (missing0 = "to"))) || ((data.from === undefined) && (missing0 = "from"))) || ((data.smtp === undefined) && (missing0 = "smtp"))){
validate33.errors = [true];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((((((((key0 === "type") || (key0 === "name")) || (key0 === "min_severity")) || (key0 === "timeout")) || (key0 === "retry_for")) || (key0 === "to")) || (key0 === "from")) || (key0 === "smtp"))){
validate33.errors = [true];
return false;
break;
}
}
if(_errs1 === errors){
if(data.type !== undefined){
const _errs2 = errors;
if("email" !== data.type){
validate33.errors = [true];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.name !== undefined){
let data1 = data.name;
const _errs3 = errors;
const _errs4 = errors;
if(errors === _errs4){
if(errors === _errs4){
if(typeof data1 === "string"){
if(!(formats26(data1))){
validate33.errors = [true];
return false;
}
}
else {
validate33.errors = [true];
return false;
}
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.min_severity !== undefined){
let data2 = data.min_severity;
const _errs6 = errors;
if(typeof data2 !== "string"){
validate33.errors = [true];
return false;
}
if(!(((data2 === "info") || (data2 === "warning")) || (data2 === "critical"))){
validate33.errors = [true];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.timeout !== undefined){
let data3 = data.timeout;
const _errs9 = errors;
const _errs10 = errors;
if(errors === _errs10){
if(errors === _errs10){
if(typeof data3 === "string"){
if(!(formats0(data3))){
validate33.errors = [true];
return false;
}
}
else {
validate33.errors = [true];
return false;
}
}
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.retry_for !== undefined){
let data4 = data.retry_for;
const _errs12 = errors;
const _errs13 = errors;
if(errors === _errs13){
if(errors === _errs13){
if(typeof data4 === "string"){
if(!(formats0(data4))){
validate33.errors = [true];
return false;
}
}
else {
validate33.errors = [true];
return false;
}
}
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.to !== undefined){
let data5 = data.to;
const _errs15 = errors;
if((typeof data5 !== "string") && (!(Array.isArray(data5)))){
validate33.errors = [true];
return false;
}
if(errors === _errs15){
if(errors === _errs15){
if(typeof data5 === "string"){
if(!(formats50(data5))){
validate33.errors = [true];
return false;
}
}
if(errors === _errs15){
if(Array.isArray(data5)){
if(data5.length < 1){
validate33.errors = [true];
return false;
}
else {
var valid5 = true;
const len0 = data5.length;
for(let i0=0; i0<len0; i0++){
let data6 = data5[i0];
const _errs17 = errors;
if(errors === _errs17){
if(errors === _errs17){
if(typeof data6 === "string"){
if(!(formats50(data6))){
validate33.errors = [true];
return false;
}
}
else {
validate33.errors = [true];
return false;
}
}
}
var valid5 = _errs17 === errors;
if(!valid5){
break;
}
}
}
}
}
}
}
var valid0 = _errs15 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.from !== undefined){
let data7 = data.from;
const _errs19 = errors;
if(errors === _errs19){
if(errors === _errs19){
if(typeof data7 === "string"){
if(!(formats50(data7))){
validate33.errors = [true];
return false;
}
}
else {
validate33.errors = [true];
return false;
}
}
}
var valid0 = _errs19 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.smtp !== undefined){
let data8 = data.smtp;
const _errs21 = errors;
if(errors === _errs21){
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
let missing1;
if((data8.host === undefined) && (missing1 = "host")){
validate33.errors = [true];
return false;
}
else {
const _errs23 = errors;
for(const key1 in data8){
if(!(func2.call(schema61.properties.smtp.properties, key1))){
validate33.errors = [true];
return false;
break;
}
}
if(_errs23 === errors){
if(data8.host !== undefined){
let data9 = data8.host;
const _errs24 = errors;
if(errors === _errs24){
if(errors === _errs24){
if(typeof data9 === "string"){
if(!(formats26(data9))){
validate33.errors = [true];
return false;
}
}
else {
validate33.errors = [true];
return false;
}
}
}
var valid6 = _errs24 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data8.port !== undefined){
let data10 = data8.port;
const _errs26 = errors;
if(!(((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10))) && (isFinite(data10)))){
validate33.errors = [true];
return false;
}
if(errors === _errs26){
if((typeof data10 == "number") && (isFinite(data10))){
if(data10 > 65535 || isNaN(data10)){
validate33.errors = [true];
return false;
}
else {
if(data10 < 1 || isNaN(data10)){
validate33.errors = [true];
return false;
}
}
}
}
var valid6 = _errs26 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data8.security !== undefined){
let data11 = data8.security;
const _errs28 = errors;
if(typeof data11 !== "string"){
validate33.errors = [true];
return false;
}
if(!(((data11 === "none") || (data11 === "starttls")) || (data11 === "tls"))){
validate33.errors = [true];
return false;
}
var valid6 = _errs28 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data8.ca_file !== undefined){
const _errs30 = errors;
if(typeof data8.ca_file !== "string"){
validate33.errors = [true];
return false;
}
var valid6 = _errs30 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data8.user !== undefined){
let data13 = data8.user;
const _errs32 = errors;
if(errors === _errs32){
if(errors === _errs32){
if(typeof data13 === "string"){
if(!(formats26(data13))){
validate33.errors = [true];
return false;
}
}
else {
validate33.errors = [true];
return false;
}
}
}
var valid6 = _errs32 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data8.password !== undefined){
let data14 = data8.password;
const _errs34 = errors;
const _errs35 = errors;
if(errors === _errs35){
if(errors === _errs35){
if(typeof data14 === "string"){
if(!(formats28(data14))){
validate33.errors = [true];
return false;
}
}
else {
validate33.errors = [true];
return false;
}
}
}
var valid6 = _errs34 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data8.password_file !== undefined){
const _errs37 = errors;
if(typeof data8.password_file !== "string"){
validate33.errors = [true];
return false;
}
var valid6 = _errs37 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data8.password_env !== undefined){
const _errs39 = errors;
if(typeof data8.password_env !== "string"){
validate33.errors = [true];
return false;
}
var valid6 = _errs39 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data8.password_prompt !== undefined){
const _errs41 = errors;
if(true !== data8.password_prompt){
validate33.errors = [true];
return false;
}
var valid6 = _errs41 === errors;
}
else {
var valid6 = true;
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate33.errors = [true];
return false;
}
}
var valid0 = _errs21 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
else {
validate33.errors = [true];
return false;
}
}
validate33.errors = vErrors;
return errors === 0;
}
validate33.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema67 = {"type":"object","required":["type"],"properties":{"type":{"const":"webhook"},"name":{"$ref":"#/$defs/name"},"min_severity":{"$ref":"#/$defs/severity"},"timeout":{"$ref":"#/$defs/duration"},"retry_for":{"$ref":"#/$defs/duration"},"url":{"type":"string","format":"logmon-http-url"},"url_file":{"type":"string"},"url_env":{"type":"string"},"url_prompt":{"const":true},"headers":{"type":"object","additionalProperties":{"type":"string","format":"logmon-one-line"}},"bearer":{"$ref":"#/$defs/inline"},"bearer_file":{"type":"string"},"bearer_env":{"type":"string"},"secret":{"$ref":"#/$defs/inline"},"secret_file":{"type":"string"},"secret_env":{"type":"string"},"ca_file":{"type":"string"}},"additionalProperties":false};
const formats68 = formats["logmon-http-url"];

function validate34(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate34.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.type === undefined) && (missing0 = "type")){
validate34.errors = [true];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(func2.call(schema67.properties, key0))){
validate34.errors = [true];
return false;
break;
}
}
if(_errs1 === errors){
if(data.type !== undefined){
const _errs2 = errors;
if("webhook" !== data.type){
validate34.errors = [true];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.name !== undefined){
let data1 = data.name;
const _errs3 = errors;
const _errs4 = errors;
if(errors === _errs4){
if(errors === _errs4){
if(typeof data1 === "string"){
if(!(formats26(data1))){
validate34.errors = [true];
return false;
}
}
else {
validate34.errors = [true];
return false;
}
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.min_severity !== undefined){
let data2 = data.min_severity;
const _errs6 = errors;
if(typeof data2 !== "string"){
validate34.errors = [true];
return false;
}
if(!(((data2 === "info") || (data2 === "warning")) || (data2 === "critical"))){
validate34.errors = [true];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.timeout !== undefined){
let data3 = data.timeout;
const _errs9 = errors;
const _errs10 = errors;
if(errors === _errs10){
if(errors === _errs10){
if(typeof data3 === "string"){
if(!(formats0(data3))){
validate34.errors = [true];
return false;
}
}
else {
validate34.errors = [true];
return false;
}
}
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.retry_for !== undefined){
let data4 = data.retry_for;
const _errs12 = errors;
const _errs13 = errors;
if(errors === _errs13){
if(errors === _errs13){
if(typeof data4 === "string"){
if(!(formats0(data4))){
validate34.errors = [true];
return false;
}
}
else {
validate34.errors = [true];
return false;
}
}
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.url !== undefined){
let data5 = data.url;
const _errs15 = errors;
if(errors === _errs15){
if(errors === _errs15){
if(typeof data5 === "string"){
if(!(formats68(data5))){
validate34.errors = [true];
return false;
}
}
else {
validate34.errors = [true];
return false;
}
}
}
var valid0 = _errs15 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.url_file !== undefined){
const _errs17 = errors;
if(typeof data.url_file !== "string"){
validate34.errors = [true];
return false;
}
var valid0 = _errs17 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.url_env !== undefined){
const _errs19 = errors;
if(typeof data.url_env !== "string"){
validate34.errors = [true];
return false;
}
var valid0 = _errs19 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.url_prompt !== undefined){
const _errs21 = errors;
if(true !== data.url_prompt){
validate34.errors = [true];
return false;
}
var valid0 = _errs21 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.headers !== undefined){
let data9 = data.headers;
const _errs22 = errors;
if(errors === _errs22){
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
for(const key1 in data9){
let data10 = data9[key1];
const _errs25 = errors;
if(errors === _errs25){
if(errors === _errs25){
if(typeof data10 === "string"){
if(!(formats26(data10))){
validate34.errors = [true];
return false;
}
}
else {
validate34.errors = [true];
return false;
}
}
}
var valid5 = _errs25 === errors;
if(!valid5){
break;
}
}
}
else {
validate34.errors = [true];
return false;
}
}
var valid0 = _errs22 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.bearer !== undefined){
let data11 = data.bearer;
const _errs27 = errors;
const _errs28 = errors;
if(errors === _errs28){
if(errors === _errs28){
if(typeof data11 === "string"){
if(!(formats28(data11))){
validate34.errors = [true];
return false;
}
}
else {
validate34.errors = [true];
return false;
}
}
}
var valid0 = _errs27 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.bearer_file !== undefined){
const _errs30 = errors;
if(typeof data.bearer_file !== "string"){
validate34.errors = [true];
return false;
}
var valid0 = _errs30 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.bearer_env !== undefined){
const _errs32 = errors;
if(typeof data.bearer_env !== "string"){
validate34.errors = [true];
return false;
}
var valid0 = _errs32 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.secret !== undefined){
let data14 = data.secret;
const _errs34 = errors;
const _errs35 = errors;
if(errors === _errs35){
if(errors === _errs35){
if(typeof data14 === "string"){
if(!(formats28(data14))){
validate34.errors = [true];
return false;
}
}
else {
validate34.errors = [true];
return false;
}
}
}
var valid0 = _errs34 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.secret_file !== undefined){
const _errs37 = errors;
if(typeof data.secret_file !== "string"){
validate34.errors = [true];
return false;
}
var valid0 = _errs37 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.secret_env !== undefined){
const _errs39 = errors;
if(typeof data.secret_env !== "string"){
validate34.errors = [true];
return false;
}
var valid0 = _errs39 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ca_file !== undefined){
const _errs41 = errors;
if(typeof data.ca_file !== "string"){
validate34.errors = [true];
return false;
}
var valid0 = _errs41 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate34.errors = [true];
return false;
}
}
validate34.errors = vErrors;
return errors === 0;
}
validate34.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema74 = {"type":"object","required":["type","command"],"properties":{"type":{"const":"exec"},"name":{"$ref":"#/$defs/name"},"min_severity":{"$ref":"#/$defs/severity"},"timeout":{"$ref":"#/$defs/duration"},"retry_for":{"$ref":"#/$defs/duration"},"command":{"type":"array","minItems":1,"items":{"type":"string"}}},"additionalProperties":false};

function validate35(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate35.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.type === undefined) && (missing0 = "type")) || ((data.command === undefined) && (missing0 = "command"))){
validate35.errors = [true];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((((((key0 === "type") || (key0 === "name")) || (key0 === "min_severity")) || (key0 === "timeout")) || (key0 === "retry_for")) || (key0 === "command"))){
validate35.errors = [true];
return false;
break;
}
}
if(_errs1 === errors){
if(data.type !== undefined){
const _errs2 = errors;
if("exec" !== data.type){
validate35.errors = [true];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.name !== undefined){
let data1 = data.name;
const _errs3 = errors;
const _errs4 = errors;
if(errors === _errs4){
if(errors === _errs4){
if(typeof data1 === "string"){
if(!(formats26(data1))){
validate35.errors = [true];
return false;
}
}
else {
validate35.errors = [true];
return false;
}
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.min_severity !== undefined){
let data2 = data.min_severity;
const _errs6 = errors;
if(typeof data2 !== "string"){
validate35.errors = [true];
return false;
}
if(!(((data2 === "info") || (data2 === "warning")) || (data2 === "critical"))){
validate35.errors = [true];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.timeout !== undefined){
let data3 = data.timeout;
const _errs9 = errors;
const _errs10 = errors;
if(errors === _errs10){
if(errors === _errs10){
if(typeof data3 === "string"){
if(!(formats0(data3))){
validate35.errors = [true];
return false;
}
}
else {
validate35.errors = [true];
return false;
}
}
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.retry_for !== undefined){
let data4 = data.retry_for;
const _errs12 = errors;
const _errs13 = errors;
if(errors === _errs13){
if(errors === _errs13){
if(typeof data4 === "string"){
if(!(formats0(data4))){
validate35.errors = [true];
return false;
}
}
else {
validate35.errors = [true];
return false;
}
}
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.command !== undefined){
let data5 = data.command;
const _errs15 = errors;
if(errors === _errs15){
if(Array.isArray(data5)){
if(data5.length < 1){
validate35.errors = [true];
return false;
}
else {
var valid5 = true;
const len0 = data5.length;
for(let i0=0; i0<len0; i0++){
const _errs17 = errors;
if(typeof data5[i0] !== "string"){
validate35.errors = [true];
return false;
}
var valid5 = _errs17 === errors;
if(!valid5){
break;
}
}
}
}
else {
validate35.errors = [true];
return false;
}
}
var valid0 = _errs15 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
else {
validate35.errors = [true];
return false;
}
}
validate35.errors = vErrors;
return errors === 0;
}
validate35.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema79 = {"type":"object","required":["type"],"properties":{"type":{"const":"stdout"},"name":{"$ref":"#/$defs/name"}},"additionalProperties":false};

function validate36(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate36.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.type === undefined) && (missing0 = "type")){
validate36.errors = [true];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "type") || (key0 === "name"))){
validate36.errors = [true];
return false;
break;
}
}
if(_errs1 === errors){
if(data.type !== undefined){
const _errs2 = errors;
if("stdout" !== data.type){
validate36.errors = [true];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.name !== undefined){
let data1 = data.name;
const _errs3 = errors;
const _errs4 = errors;
if(errors === _errs4){
if(errors === _errs4){
if(typeof data1 === "string"){
if(!(formats26(data1))){
validate36.errors = [true];
return false;
}
}
else {
validate36.errors = [true];
return false;
}
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate36.errors = [true];
return false;
}
}
validate36.errors = vErrors;
return errors === 0;
}
validate36.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate32(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate32.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.type === undefined) && (missing0 = "type")){
validate32.errors = [true];
return false;
}
else {
if(data.type !== undefined){
let data0 = data.type;
const _errs2 = errors;
if(!((((data0 === "email") || (data0 === "webhook")) || (data0 === "exec")) || (data0 === "stdout"))){
validate32.errors = [true];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
const tag0 = data.type;
if(typeof tag0 == "string"){
if(tag0 === "email"){
if(!(validate33(data, {instancePath,parentData,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate33.errors : vErrors.concat(validate33.errors);
errors = vErrors.length;
}
var props0 = true;
}
else if(tag0 === "webhook"){
if(!(validate34(data, {instancePath,parentData,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate34.errors : vErrors.concat(validate34.errors);
errors = vErrors.length;
}
if(props0 !== true){
props0 = true;
}
}
else if(tag0 === "exec"){
if(!(validate35(data, {instancePath,parentData,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate35.errors : vErrors.concat(validate35.errors);
errors = vErrors.length;
}
if(props0 !== true){
props0 = true;
}
}
else if(tag0 === "stdout"){
if(!(validate36(data, {instancePath,parentData,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate36.errors : vErrors.concat(validate36.errors);
errors = vErrors.length;
}
if(props0 !== true){
props0 = true;
}
}
else {
validate32.errors = [true];
return false;
}
}
else {
validate32.errors = [true];
return false;
}
}
}
}
else {
validate32.errors = [true];
return false;
}
}
validate32.errors = vErrors;
evaluated0.props = props0;
return errors === 0;
}
validate32.evaluated = {"dynamicProps":true,"dynamicItems":false};


function validate31(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="https://logmon.dev/schemas/alert-config.schema.json" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate31.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
const _errs1 = errors;
for(const key0 in data){
if(!(func2.call(schema54.properties, key0))){
validate31.errors = [true];
return false;
break;
}
}
if(_errs1 === errors){
if(data.on !== undefined){
let data0 = data.on;
const _errs2 = errors;
if(errors === _errs2){
if(Array.isArray(data0)){
if(data0.length < 1){
validate31.errors = [true];
return false;
}
else {
var valid1 = true;
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
let data1 = data0[i0];
const _errs4 = errors;
if(typeof data1 !== "string"){
validate31.errors = [true];
return false;
}
if(!(((((data1 === "slow") || (data1 === "hanging")) || (data1 === "faulted")) || (data1 === "verdict")) || (data1 === "ended"))){
validate31.errors = [true];
return false;
}
var valid1 = _errs4 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate31.errors = [true];
return false;
}
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.scope !== undefined){
let data2 = data.scope;
const _errs6 = errors;
if(typeof data2 !== "string"){
validate31.errors = [true];
return false;
}
if(!(((data2 === "job") || (data2 === "rank")) || (data2 === "rule"))){
validate31.errors = [true];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.for !== undefined){
let data3 = data.for;
const _errs8 = errors;
const _errs9 = errors;
if(errors === _errs9){
if(errors === _errs9){
if(typeof data3 === "string"){
if(!(formats0(data3))){
validate31.errors = [true];
return false;
}
}
else {
validate31.errors = [true];
return false;
}
}
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.gather !== undefined){
let data4 = data.gather;
const _errs11 = errors;
const _errs12 = errors;
if(errors === _errs12){
if(errors === _errs12){
if(typeof data4 === "string"){
if(!(formats0(data4))){
validate31.errors = [true];
return false;
}
}
else {
validate31.errors = [true];
return false;
}
}
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.resolve_after !== undefined){
let data5 = data.resolve_after;
const _errs14 = errors;
const _errs15 = errors;
if(errors === _errs15){
if(errors === _errs15){
if(typeof data5 === "string"){
if(!(formats0(data5))){
validate31.errors = [true];
return false;
}
}
else {
validate31.errors = [true];
return false;
}
}
}
var valid0 = _errs14 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.remind !== undefined){
let data6 = data.remind;
const _errs17 = errors;
const _errs18 = errors;
if(errors === _errs18){
if(errors === _errs18){
if(typeof data6 === "string"){
if(!(formats0(data6))){
validate31.errors = [true];
return false;
}
}
else {
validate31.errors = [true];
return false;
}
}
}
var valid0 = _errs17 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.max_per_hour !== undefined){
let data7 = data.max_per_hour;
const _errs20 = errors;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
validate31.errors = [true];
return false;
}
if(errors === _errs20){
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 < 1 || isNaN(data7)){
validate31.errors = [true];
return false;
}
}
}
var valid0 = _errs20 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.drain !== undefined){
let data8 = data.drain;
const _errs22 = errors;
const _errs23 = errors;
if(errors === _errs23){
if(errors === _errs23){
if(typeof data8 === "string"){
if(!(formats0(data8))){
validate31.errors = [true];
return false;
}
}
else {
validate31.errors = [true];
return false;
}
}
}
var valid0 = _errs22 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.channels !== undefined){
let data9 = data.channels;
const _errs25 = errors;
if(errors === _errs25){
if(Array.isArray(data9)){
var valid7 = true;
const len1 = data9.length;
for(let i1=0; i1<len1; i1++){
const _errs27 = errors;
if(!(validate32(data9[i1], {instancePath:instancePath+"/channels/" + i1,parentData:data9,parentDataProperty:i1,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate32.errors : vErrors.concat(validate32.errors);
errors = vErrors.length;
}
var valid7 = _errs27 === errors;
if(!valid7){
break;
}
}
}
else {
validate31.errors = [true];
return false;
}
}
var valid0 = _errs25 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
else {
validate31.errors = [true];
return false;
}
}
validate31.errors = vErrors;
return errors === 0;
}
validate31.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="https://logmon.dev/schemas/job.schema.json" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
const _errs1 = errors;
for(const key0 in data){
if(!((((((key0 === "job") || (key0 === "parse")) || (key0 === "rules")) || (key0 === "hang")) || (key0 === "classify")) || (key0 === "alert"))){
validate20.errors = [true];
return false;
break;
}
}
if(_errs1 === errors){
if(data.job !== undefined){
let data0 = data.job;
const _errs2 = errors;
if(errors === _errs2){
if(typeof data0 === "string"){
if(func1(data0) < 1){
validate20.errors = [true];
return false;
}
}
else {
validate20.errors = [true];
return false;
}
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.parse !== undefined){
const _errs4 = errors;
if(!(validate21(data.parse, {instancePath:instancePath+"/parse",parentData:data,parentDataProperty:"parse",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate21.errors : vErrors.concat(validate21.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.rules !== undefined){
let data2 = data.rules;
const _errs5 = errors;
if(errors === _errs5){
if(Array.isArray(data2)){
var valid1 = true;
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
const _errs7 = errors;
if(!(validate23(data2[i0], {instancePath:instancePath+"/rules/" + i0,parentData:data2,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate23.errors : vErrors.concat(validate23.errors);
errors = vErrors.length;
}
var valid1 = _errs7 === errors;
if(!valid1){
break;
}
}
}
else {
validate20.errors = [true];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.hang !== undefined){
const _errs8 = errors;
if(!(validate25(data.hang, {instancePath:instancePath+"/hang",parentData:data,parentDataProperty:"hang",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.classify !== undefined){
const _errs9 = errors;
if(!(validate27(data.classify, {instancePath:instancePath+"/classify",parentData:data,parentDataProperty:"classify",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
errors = vErrors.length;
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.alert !== undefined){
const _errs10 = errors;
if(!(validate31(data.alert, {instancePath:instancePath+"/alert",parentData:data,parentDataProperty:"alert",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
errors = vErrors.length;
}
var valid0 = _errs10 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
else {
validate20.errors = [true];
return false;
}
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const is_log_agent = validate43;
const schema81 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://logmon.dev/schemas/log-agent.schema.json","type":"object","required":["hanging_job_threshold_sec","rules"],"properties":{"hanging_job_threshold_sec":{"type":"number","minimum":0},"slow_tolerance_times":{"type":"integer","minimum":1},"rules":{"type":"array","items":{"type":"object","required":["name","pattern"],"properties":{"name":{"type":"string","minLength":1},"pattern":{"type":"string","format":"logmon-pattern"},"type":{"type":"string","enum":["value","str"]},"threshold":{"type":["number","string"]},"op":{"type":"string","enum":[">","<","=","<=",">="]}},"additionalProperties":false}}},"additionalProperties":false};

function validate43(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="https://logmon.dev/schemas/log-agent.schema.json" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate43.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.hanging_job_threshold_sec === undefined) && (missing0 = "hanging_job_threshold_sec")) || ((data.rules === undefined) && (missing0 = "rules"))){
validate43.errors = [true];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "hanging_job_threshold_sec") || (key0 === "slow_tolerance_times")) || (key0 === "rules"))){
validate43.errors = [true];
return false;
break;
}
}
if(_errs1 === errors){
if(data.hanging_job_threshold_sec !== undefined){
let data0 = data.hanging_job_threshold_sec;
const _errs2 = errors;
if(errors === _errs2){
if((typeof data0 == "number") && (isFinite(data0))){
if(data0 < 0 || isNaN(data0)){
validate43.errors = [true];
return false;
}
}
else {
validate43.errors = [true];
return false;
}
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.slow_tolerance_times !== undefined){
let data1 = data.slow_tolerance_times;
const _errs4 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate43.errors = [true];
return false;
}
if(errors === _errs4){
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 < 1 || isNaN(data1)){
validate43.errors = [true];
return false;
}
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.rules !== undefined){
let data2 = data.rules;
const _errs6 = errors;
if(errors === _errs6){
if(Array.isArray(data2)){
var valid1 = true;
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
const _errs8 = errors;
if(errors === _errs8){
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
let missing1;
if(((data3.name === undefined) && (missing1 = "name")) || ((data3.pattern === undefined) && (missing1 = "pattern"))){
validate43.errors = [true];
return false;
}
else {
const _errs10 = errors;
for(const key1 in data3){
if(!(((((key1 === "name") || (key1 === "pattern")) || (key1 === "type")) || (key1 === "threshold")) || (key1 === "op"))){
validate43.errors = [true];
return false;
break;
}
}
if(_errs10 === errors){
if(data3.name !== undefined){
let data4 = data3.name;
const _errs11 = errors;
if(errors === _errs11){
if(typeof data4 === "string"){
if(func1(data4) < 1){
validate43.errors = [true];
return false;
}
}
else {
validate43.errors = [true];
return false;
}
}
var valid2 = _errs11 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data3.pattern !== undefined){
let data5 = data3.pattern;
const _errs13 = errors;
if(errors === _errs13){
if(errors === _errs13){
if(typeof data5 === "string"){
if(!(formats2(data5))){
validate43.errors = [true];
return false;
}
}
else {
validate43.errors = [true];
return false;
}
}
}
var valid2 = _errs13 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data3.type !== undefined){
let data6 = data3.type;
const _errs15 = errors;
if(typeof data6 !== "string"){
validate43.errors = [true];
return false;
}
if(!((data6 === "value") || (data6 === "str"))){
validate43.errors = [true];
return false;
}
var valid2 = _errs15 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data3.threshold !== undefined){
let data7 = data3.threshold;
const _errs17 = errors;
if((!((typeof data7 == "number") && (isFinite(data7)))) && (typeof data7 !== "string")){
validate43.errors = [true];
return false;
}
var valid2 = _errs17 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data3.op !== undefined){
let data8 = data3.op;
const _errs19 = errors;
if(typeof data8 !== "string"){
validate43.errors = [true];
return false;
}
if(!(((((data8 === ">") || (data8 === "<")) || (data8 === "=")) || (data8 === "<=")) || (data8 === ">="))){
validate43.errors = [true];
return false;
}
var valid2 = _errs19 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
}
}
}
else {
validate43.errors = [true];
return false;
}
}
var valid1 = _errs8 === errors;
if(!valid1){
break;
}
}
}
else {
validate43.errors = [true];
return false;
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate43.errors = [true];
return false;
}
}
validate43.errors = vErrors;
return errors === 0;
}
validate43.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const is_log_monitoring = validate44;
const schema82 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://logmon.dev/schemas/log-monitoring.schema.json","type":"array","items":{"type":"object","required":["name","logPattern"],"properties":{"name":{"type":"string","minLength":1},"logPattern":{"type":"string","format":"logmon-pattern"},"expectedStartCutOffInSeconds":{"$ref":"#/$defs/seconds"},"expectedRecurringFrequencyInSeconds":{"$ref":"#/$defs/seconds"},"stopPattern":{"type":"string","format":"logmon-pattern"},"metricThreshold":{"type":["number","string"],"format":"logmon-number"},"operator":{"type":"string","enum":["gt","gteq","lt","lteq","eq"]},"metricEvaluationDataPoints":{"type":"integer","minimum":1},"faultOnMatch":{"type":"boolean"}},"additionalProperties":false},"$defs":{"seconds":{"type":["number","string"],"minimum":0,"format":"logmon-seconds"}}};
const schema83 = {"type":["number","string"],"minimum":0,"format":"logmon-seconds"};
const formats88 = formats["logmon-seconds"];
const formats94 = formats["logmon-number"];

function validate44(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="https://logmon.dev/schemas/log-monitoring.schema.json" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate44.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(Array.isArray(data)){
var valid0 = true;
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
let data0 = data[i0];
const _errs1 = errors;
if(errors === _errs1){
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
let missing0;
if(((data0.name === undefined) && (missing0 = "name")) || ((data0.logPattern === undefined) && (missing0 = "logPattern"))){
validate44.errors = [true];
return false;
}
else {
const _errs3 = errors;
for(const key0 in data0){
if(!(func2.call(schema82.items.properties, key0))){
validate44.errors = [true];
return false;
break;
}
}
if(_errs3 === errors){
if(data0.name !== undefined){
let data1 = data0.name;
const _errs4 = errors;
if(errors === _errs4){
if(typeof data1 === "string"){
if(func1(data1) < 1){
validate44.errors = [true];
return false;
}
}
else {
validate44.errors = [true];
return false;
}
}
var valid1 = _errs4 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data0.logPattern !== undefined){
let data2 = data0.logPattern;
const _errs6 = errors;
if(errors === _errs6){
if(errors === _errs6){
if(typeof data2 === "string"){
if(!(formats2(data2))){
validate44.errors = [true];
return false;
}
}
else {
validate44.errors = [true];
return false;
}
}
}
var valid1 = _errs6 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data0.expectedStartCutOffInSeconds !== undefined){
let data3 = data0.expectedStartCutOffInSeconds;
const _errs8 = errors;
const _errs9 = errors;
if((!((typeof data3 == "number") && (isFinite(data3)))) && (typeof data3 !== "string")){
validate44.errors = [true];
return false;
}
if(errors === _errs9){
if((typeof data3 == "number") && (isFinite(data3))){
if(data3 < 0 || isNaN(data3)){
validate44.errors = [true];
return false;
}
}
if(errors === _errs9){
if(typeof data3 === "string"){
if(!(formats88(data3))){
validate44.errors = [true];
return false;
}
}
}
}
var valid1 = _errs8 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data0.expectedRecurringFrequencyInSeconds !== undefined){
let data4 = data0.expectedRecurringFrequencyInSeconds;
const _errs11 = errors;
const _errs12 = errors;
if((!((typeof data4 == "number") && (isFinite(data4)))) && (typeof data4 !== "string")){
validate44.errors = [true];
return false;
}
if(errors === _errs12){
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 < 0 || isNaN(data4)){
validate44.errors = [true];
return false;
}
}
if(errors === _errs12){
if(typeof data4 === "string"){
if(!(formats88(data4))){
validate44.errors = [true];
return false;
}
}
}
}
var valid1 = _errs11 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data0.stopPattern !== undefined){
let data5 = data0.stopPattern;
const _errs14 = errors;
if(errors === _errs14){
if(errors === _errs14){
if(typeof data5 === "string"){
if(!(formats2(data5))){
validate44.errors = [true];
return false;
}
}
else {
validate44.errors = [true];
return false;
}
}
}
var valid1 = _errs14 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data0.metricThreshold !== undefined){
let data6 = data0.metricThreshold;
const _errs16 = errors;
if((!((typeof data6 == "number") && (isFinite(data6)))) && (typeof data6 !== "string")){
validate44.errors = [true];
return false;
}
if(errors === _errs16){
if(errors === _errs16){
if(typeof data6 === "string"){
if(!(formats94(data6))){
validate44.errors = [true];
return false;
}
}
}
}
var valid1 = _errs16 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data0.operator !== undefined){
let data7 = data0.operator;
const _errs18 = errors;
if(typeof data7 !== "string"){
validate44.errors = [true];
return false;
}
if(!(((((data7 === "gt") || (data7 === "gteq")) || (data7 === "lt")) || (data7 === "lteq")) || (data7 === "eq"))){
validate44.errors = [true];
return false;
}
var valid1 = _errs18 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data0.metricEvaluationDataPoints !== undefined){
let data8 = data0.metricEvaluationDataPoints;
const _errs20 = errors;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
validate44.errors = [true];
return false;
}
if(errors === _errs20){
if((typeof data8 == "number") && (isFinite(data8))){
if(data8 < 1 || isNaN(data8)){
validate44.errors = [true];
return false;
}
}
}
var valid1 = _errs20 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data0.faultOnMatch !== undefined){
const _errs22 = errors;
if(typeof data0.faultOnMatch !== "boolean"){
validate44.errors = [true];
return false;
}
var valid1 = _errs22 === errors;
}
else {
var valid1 = true;
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate44.errors = [true];
return false;
}
}
var valid0 = _errs1 === errors;
if(!valid0){
break;
}
}
}
else {
validate44.errors = [true];
return false;
}
}
validate44.errors = vErrors;
return errors === 0;
}
validate44.evaluated = {"items":true,"dynamicProps":false,"dynamicItems":false};

export const is_formats = validate45;
const schema85 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://logmon.dev/schemas/formats.schema.json","type":"object","required":["formats"],"properties":{"formats":{"type":"array","minItems":1,"items":{"$ref":"#/$defs/format"}}},"additionalProperties":false,"$defs":{"format":{"type":"object","required":["name","part","pattern","samples"],"properties":{"name":{"type":"string","format":"logmon-name"},"part":{"type":"string","enum":["header","payload","carrier"]},"pattern":{"type":"string","format":"logmon-pattern"},"time":{"type":"string","minLength":1},"metrics":{"type":"object","additionalProperties":{"$ref":"#/$defs/metric"}},"samples":{"type":"array","minItems":1,"items":{"$ref":"#/$defs/sample"}}},"additionalProperties":false},"metric":{"type":"object","properties":{"name":{"type":"string","minLength":1},"unit":{"type":"string","enum":["ns","us","ms","s","min","percent","fraction"]}},"additionalProperties":false},"sample":{"type":"object","required":["line","gives"],"properties":{"line":{"type":"string","minLength":1},"gives":{"$ref":"#/$defs/gives"}},"additionalProperties":false},"gives":{"type":"object","minProperties":1,"properties":{"time":{"type":"string"},"level":{"type":"string","enum":["DEBUG","INFO","WARNING","ERROR","CRITICAL"]},"logger":{"type":"string"},"code":{"type":"string"},"node":{"type":"string"},"rank":{"type":"integer"},"local_rank":{"type":"integer"},"task":{"type":"integer"},"attempt":{"type":"integer"},"stream":{"type":"string","enum":["stdout","stderr"]},"step":{"type":"integer"},"total_steps":{"type":"integer"},"epoch":{"type":"number"},"metrics":{"type":"object","additionalProperties":{"type":["number","null"]}},"fields":{"type":"object"},"message":{"type":"string"},"format":{"type":"string"}},"additionalProperties":false}}};
const schema86 = {"type":"object","required":["name","part","pattern","samples"],"properties":{"name":{"type":"string","format":"logmon-name"},"part":{"type":"string","enum":["header","payload","carrier"]},"pattern":{"type":"string","format":"logmon-pattern"},"time":{"type":"string","minLength":1},"metrics":{"type":"object","additionalProperties":{"$ref":"#/$defs/metric"}},"samples":{"type":"array","minItems":1,"items":{"$ref":"#/$defs/sample"}}},"additionalProperties":false};
const schema87 = {"type":"object","properties":{"name":{"type":"string","minLength":1},"unit":{"type":"string","enum":["ns","us","ms","s","min","percent","fraction"]}},"additionalProperties":false};
const formats96 = formats["logmon-name"];
const schema88 = {"type":"object","required":["line","gives"],"properties":{"line":{"type":"string","minLength":1},"gives":{"$ref":"#/$defs/gives"}},"additionalProperties":false};
const schema89 = {"type":"object","minProperties":1,"properties":{"time":{"type":"string"},"level":{"type":"string","enum":["DEBUG","INFO","WARNING","ERROR","CRITICAL"]},"logger":{"type":"string"},"code":{"type":"string"},"node":{"type":"string"},"rank":{"type":"integer"},"local_rank":{"type":"integer"},"task":{"type":"integer"},"attempt":{"type":"integer"},"stream":{"type":"string","enum":["stdout","stderr"]},"step":{"type":"integer"},"total_steps":{"type":"integer"},"epoch":{"type":"number"},"metrics":{"type":"object","additionalProperties":{"type":["number","null"]}},"fields":{"type":"object"},"message":{"type":"string"},"format":{"type":"string"}},"additionalProperties":false};

function validate47(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate47.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.line === undefined) && (missing0 = "line")) || ((data.gives === undefined) && (missing0 = "gives"))){
validate47.errors = [true];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "line") || (key0 === "gives"))){
validate47.errors = [true];
return false;
break;
}
}
if(_errs1 === errors){
if(data.line !== undefined){
let data0 = data.line;
const _errs2 = errors;
if(errors === _errs2){
if(typeof data0 === "string"){
if(func1(data0) < 1){
validate47.errors = [true];
return false;
}
}
else {
validate47.errors = [true];
return false;
}
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.gives !== undefined){
let data1 = data.gives;
const _errs4 = errors;
const _errs5 = errors;
if(errors === _errs5){
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
if(Object.keys(data1).length < 1){
validate47.errors = [true];
return false;
}
else {
const _errs7 = errors;
for(const key1 in data1){
if(!(func2.call(schema89.properties, key1))){
validate47.errors = [true];
return false;
break;
}
}
if(_errs7 === errors){
if(data1.time !== undefined){
const _errs8 = errors;
if(typeof data1.time !== "string"){
validate47.errors = [true];
return false;
}
var valid2 = _errs8 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data1.level !== undefined){
let data3 = data1.level;
const _errs10 = errors;
if(typeof data3 !== "string"){
validate47.errors = [true];
return false;
}
if(!(((((data3 === "DEBUG") || (data3 === "INFO")) || (data3 === "WARNING")) || (data3 === "ERROR")) || (data3 === "CRITICAL"))){
validate47.errors = [true];
return false;
}
var valid2 = _errs10 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data1.logger !== undefined){
const _errs12 = errors;
if(typeof data1.logger !== "string"){
validate47.errors = [true];
return false;
}
var valid2 = _errs12 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data1.code !== undefined){
const _errs14 = errors;
if(typeof data1.code !== "string"){
validate47.errors = [true];
return false;
}
var valid2 = _errs14 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data1.node !== undefined){
const _errs16 = errors;
if(typeof data1.node !== "string"){
validate47.errors = [true];
return false;
}
var valid2 = _errs16 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data1.rank !== undefined){
let data7 = data1.rank;
const _errs18 = errors;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
validate47.errors = [true];
return false;
}
var valid2 = _errs18 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data1.local_rank !== undefined){
let data8 = data1.local_rank;
const _errs20 = errors;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
validate47.errors = [true];
return false;
}
var valid2 = _errs20 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data1.task !== undefined){
let data9 = data1.task;
const _errs22 = errors;
if(!(((typeof data9 == "number") && (!(data9 % 1) && !isNaN(data9))) && (isFinite(data9)))){
validate47.errors = [true];
return false;
}
var valid2 = _errs22 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data1.attempt !== undefined){
let data10 = data1.attempt;
const _errs24 = errors;
if(!(((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10))) && (isFinite(data10)))){
validate47.errors = [true];
return false;
}
var valid2 = _errs24 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data1.stream !== undefined){
let data11 = data1.stream;
const _errs26 = errors;
if(typeof data11 !== "string"){
validate47.errors = [true];
return false;
}
if(!((data11 === "stdout") || (data11 === "stderr"))){
validate47.errors = [true];
return false;
}
var valid2 = _errs26 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data1.step !== undefined){
let data12 = data1.step;
const _errs28 = errors;
if(!(((typeof data12 == "number") && (!(data12 % 1) && !isNaN(data12))) && (isFinite(data12)))){
validate47.errors = [true];
return false;
}
var valid2 = _errs28 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data1.total_steps !== undefined){
let data13 = data1.total_steps;
const _errs30 = errors;
if(!(((typeof data13 == "number") && (!(data13 % 1) && !isNaN(data13))) && (isFinite(data13)))){
validate47.errors = [true];
return false;
}
var valid2 = _errs30 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data1.epoch !== undefined){
let data14 = data1.epoch;
const _errs32 = errors;
if(!((typeof data14 == "number") && (isFinite(data14)))){
validate47.errors = [true];
return false;
}
var valid2 = _errs32 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data1.metrics !== undefined){
let data15 = data1.metrics;
const _errs34 = errors;
if(errors === _errs34){
if(data15 && typeof data15 == "object" && !Array.isArray(data15)){
for(const key2 in data15){
let data16 = data15[key2];
const _errs37 = errors;
if((!((typeof data16 == "number") && (isFinite(data16)))) && (data16 !== null)){
validate47.errors = [true];
return false;
}
var valid3 = _errs37 === errors;
if(!valid3){
break;
}
}
}
else {
validate47.errors = [true];
return false;
}
}
var valid2 = _errs34 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data1.fields !== undefined){
let data17 = data1.fields;
const _errs39 = errors;
if(!(data17 && typeof data17 == "object" && !Array.isArray(data17))){
validate47.errors = [true];
return false;
}
var valid2 = _errs39 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data1.message !== undefined){
const _errs41 = errors;
if(typeof data1.message !== "string"){
validate47.errors = [true];
return false;
}
var valid2 = _errs41 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data1.format !== undefined){
const _errs43 = errors;
if(typeof data1.format !== "string"){
validate47.errors = [true];
return false;
}
var valid2 = _errs43 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate47.errors = [true];
return false;
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate47.errors = [true];
return false;
}
}
validate47.errors = vErrors;
return errors === 0;
}
validate47.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate46(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate46.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((data.name === undefined) && (missing0 = "name")) || ((data.part === undefined) && (missing0 = "part"))) || ((data.pattern === undefined) && (missing0 = "pattern"))) || ((data.samples === undefined) && (missing0 = "samples"))){
validate46.errors = [true];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((((((key0 === "name") || (key0 === "part")) || (key0 === "pattern")) || (key0 === "time")) || (key0 === "metrics")) || (key0 === "samples"))){
validate46.errors = [true];
return false;
break;
}
}
if(_errs1 === errors){
if(data.name !== undefined){
let data0 = data.name;
const _errs2 = errors;
if(errors === _errs2){
if(errors === _errs2){
if(typeof data0 === "string"){
if(!(formats96(data0))){
validate46.errors = [true];
return false;
}
}
else {
validate46.errors = [true];
return false;
}
}
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.part !== undefined){
let data1 = data.part;
const _errs4 = errors;
if(typeof data1 !== "string"){
validate46.errors = [true];
return false;
}
if(!(((data1 === "header") || (data1 === "payload")) || (data1 === "carrier"))){
validate46.errors = [true];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.pattern !== undefined){
let data2 = data.pattern;
const _errs6 = errors;
if(errors === _errs6){
if(errors === _errs6){
if(typeof data2 === "string"){
if(!(formats2(data2))){
validate46.errors = [true];
return false;
}
}
else {
validate46.errors = [true];
return false;
}
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.time !== undefined){
let data3 = data.time;
const _errs8 = errors;
if(errors === _errs8){
if(typeof data3 === "string"){
if(func1(data3) < 1){
validate46.errors = [true];
return false;
}
}
else {
validate46.errors = [true];
return false;
}
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.metrics !== undefined){
let data4 = data.metrics;
const _errs10 = errors;
if(errors === _errs10){
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
for(const key1 in data4){
let data5 = data4[key1];
const _errs13 = errors;
const _errs14 = errors;
if(errors === _errs14){
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
const _errs16 = errors;
for(const key2 in data5){
if(!((key2 === "name") || (key2 === "unit"))){
validate46.errors = [true];
return false;
break;
}
}
if(_errs16 === errors){
if(data5.name !== undefined){
let data6 = data5.name;
const _errs17 = errors;
if(errors === _errs17){
if(typeof data6 === "string"){
if(func1(data6) < 1){
validate46.errors = [true];
return false;
}
}
else {
validate46.errors = [true];
return false;
}
}
var valid3 = _errs17 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data5.unit !== undefined){
let data7 = data5.unit;
const _errs19 = errors;
if(typeof data7 !== "string"){
validate46.errors = [true];
return false;
}
if(!(((((((data7 === "ns") || (data7 === "us")) || (data7 === "ms")) || (data7 === "s")) || (data7 === "min")) || (data7 === "percent")) || (data7 === "fraction"))){
validate46.errors = [true];
return false;
}
var valid3 = _errs19 === errors;
}
else {
var valid3 = true;
}
}
}
}
else {
validate46.errors = [true];
return false;
}
}
var valid1 = _errs13 === errors;
if(!valid1){
break;
}
}
}
else {
validate46.errors = [true];
return false;
}
}
var valid0 = _errs10 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.samples !== undefined){
let data8 = data.samples;
const _errs21 = errors;
if(errors === _errs21){
if(Array.isArray(data8)){
if(data8.length < 1){
validate46.errors = [true];
return false;
}
else {
var valid4 = true;
const len0 = data8.length;
for(let i0=0; i0<len0; i0++){
const _errs23 = errors;
if(!(validate47(data8[i0], {instancePath:instancePath+"/samples/" + i0,parentData:data8,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate47.errors : vErrors.concat(validate47.errors);
errors = vErrors.length;
}
var valid4 = _errs23 === errors;
if(!valid4){
break;
}
}
}
}
else {
validate46.errors = [true];
return false;
}
}
var valid0 = _errs21 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
else {
validate46.errors = [true];
return false;
}
}
validate46.errors = vErrors;
return errors === 0;
}
validate46.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate45(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="https://logmon.dev/schemas/formats.schema.json" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate45.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.formats === undefined) && (missing0 = "formats")){
validate45.errors = [true];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(key0 === "formats")){
validate45.errors = [true];
return false;
break;
}
}
if(_errs1 === errors){
if(data.formats !== undefined){
let data0 = data.formats;
const _errs2 = errors;
if(errors === _errs2){
if(Array.isArray(data0)){
if(data0.length < 1){
validate45.errors = [true];
return false;
}
else {
var valid1 = true;
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
const _errs4 = errors;
if(!(validate46(data0[i0], {instancePath:instancePath+"/formats/" + i0,parentData:data0,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate46.errors : vErrors.concat(validate46.errors);
errors = vErrors.length;
}
var valid1 = _errs4 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate45.errors = [true];
return false;
}
}
}
}
}
}
else {
validate45.errors = [true];
return false;
}
}
validate45.errors = vErrors;
return errors === 0;
}
validate45.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const is_signatures = validate50;
const schema90 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://logmon.dev/schemas/signatures.schema.json","type":"object","required":["signatures"],"properties":{"signatures":{"type":"array","minItems":1,"items":{"$ref":"#/$defs/signature"}}},"additionalProperties":false,"$defs":{"signature":{"type":"object","required":["id","anchors","pattern","category","role","source","samples"],"properties":{"id":{"type":"string","minLength":1},"anchors":{"type":"array","minItems":1,"items":{"type":"string","minLength":3,"pattern":"^[ -~]+$"}},"pattern":{"type":"string","format":"logmon-pattern"},"category":{"type":"string"},"role":{"type":"string","enum":["initiator","symptom","confirms","teardown","context","noise"]},"tier":{"type":"integer","minimum":1,"maximum":5},"errors_only":{"type":"boolean"},"source":{"type":"string","minLength":1},"samples":{"type":"array","minItems":1,"items":{"type":"string","minLength":1}}},"additionalProperties":false}}};
const schema91 = {"type":"object","required":["id","anchors","pattern","category","role","source","samples"],"properties":{"id":{"type":"string","minLength":1},"anchors":{"type":"array","minItems":1,"items":{"type":"string","minLength":3,"pattern":"^[ -~]+$"}},"pattern":{"type":"string","format":"logmon-pattern"},"category":{"type":"string"},"role":{"type":"string","enum":["initiator","symptom","confirms","teardown","context","noise"]},"tier":{"type":"integer","minimum":1,"maximum":5},"errors_only":{"type":"boolean"},"source":{"type":"string","minLength":1},"samples":{"type":"array","minItems":1,"items":{"type":"string","minLength":1}}},"additionalProperties":false};
const pattern4 = new RegExp("^[ -~]+$", "u");

function validate50(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="https://logmon.dev/schemas/signatures.schema.json" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate50.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.signatures === undefined) && (missing0 = "signatures")){
validate50.errors = [true];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(key0 === "signatures")){
validate50.errors = [true];
return false;
break;
}
}
if(_errs1 === errors){
if(data.signatures !== undefined){
let data0 = data.signatures;
const _errs2 = errors;
if(errors === _errs2){
if(Array.isArray(data0)){
if(data0.length < 1){
validate50.errors = [true];
return false;
}
else {
var valid1 = true;
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
let data1 = data0[i0];
const _errs4 = errors;
const _errs5 = errors;
if(errors === _errs5){
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
let missing1;
if((((((((data1.id === undefined) && (missing1 = "id")) || ((data1.anchors === undefined) && (missing1 = "anchors"))) || ((data1.pattern === undefined) && (missing1 = "pattern"))) || ((data1.category === undefined) && (missing1 = "category"))) || ((data1.role === undefined) && (missing1 = "role"))) || ((data1.source === undefined) && (missing1 = "source"))) || ((data1.samples === undefined) && (missing1 = "samples"))){
validate50.errors = [true];
return false;
}
else {
const _errs7 = errors;
for(const key1 in data1){
if(!(func2.call(schema91.properties, key1))){
validate50.errors = [true];
return false;
break;
}
}
if(_errs7 === errors){
if(data1.id !== undefined){
let data2 = data1.id;
const _errs8 = errors;
if(errors === _errs8){
if(typeof data2 === "string"){
if(func1(data2) < 1){
validate50.errors = [true];
return false;
}
}
else {
validate50.errors = [true];
return false;
}
}
var valid3 = _errs8 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data1.anchors !== undefined){
let data3 = data1.anchors;
const _errs10 = errors;
if(errors === _errs10){
if(Array.isArray(data3)){
if(data3.length < 1){
validate50.errors = [true];
return false;
}
else {
var valid4 = true;
const len1 = data3.length;
for(let i1=0; i1<len1; i1++){
let data4 = data3[i1];
const _errs12 = errors;
if(errors === _errs12){
if(typeof data4 === "string"){
if(func1(data4) < 3){
validate50.errors = [true];
return false;
}
else {
if(!pattern4.test(data4)){
validate50.errors = [true];
return false;
}
}
}
else {
validate50.errors = [true];
return false;
}
}
var valid4 = _errs12 === errors;
if(!valid4){
break;
}
}
}
}
else {
validate50.errors = [true];
return false;
}
}
var valid3 = _errs10 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data1.pattern !== undefined){
let data5 = data1.pattern;
const _errs14 = errors;
if(errors === _errs14){
if(errors === _errs14){
if(typeof data5 === "string"){
if(!(formats2(data5))){
validate50.errors = [true];
return false;
}
}
else {
validate50.errors = [true];
return false;
}
}
}
var valid3 = _errs14 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data1.category !== undefined){
const _errs16 = errors;
if(typeof data1.category !== "string"){
validate50.errors = [true];
return false;
}
var valid3 = _errs16 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data1.role !== undefined){
let data7 = data1.role;
const _errs18 = errors;
if(typeof data7 !== "string"){
validate50.errors = [true];
return false;
}
if(!((((((data7 === "initiator") || (data7 === "symptom")) || (data7 === "confirms")) || (data7 === "teardown")) || (data7 === "context")) || (data7 === "noise"))){
validate50.errors = [true];
return false;
}
var valid3 = _errs18 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data1.tier !== undefined){
let data8 = data1.tier;
const _errs20 = errors;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
validate50.errors = [true];
return false;
}
if(errors === _errs20){
if((typeof data8 == "number") && (isFinite(data8))){
if(data8 > 5 || isNaN(data8)){
validate50.errors = [true];
return false;
}
else {
if(data8 < 1 || isNaN(data8)){
validate50.errors = [true];
return false;
}
}
}
}
var valid3 = _errs20 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data1.errors_only !== undefined){
const _errs22 = errors;
if(typeof data1.errors_only !== "boolean"){
validate50.errors = [true];
return false;
}
var valid3 = _errs22 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data1.source !== undefined){
let data10 = data1.source;
const _errs24 = errors;
if(errors === _errs24){
if(typeof data10 === "string"){
if(func1(data10) < 1){
validate50.errors = [true];
return false;
}
}
else {
validate50.errors = [true];
return false;
}
}
var valid3 = _errs24 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data1.samples !== undefined){
let data11 = data1.samples;
const _errs26 = errors;
if(errors === _errs26){
if(Array.isArray(data11)){
if(data11.length < 1){
validate50.errors = [true];
return false;
}
else {
var valid5 = true;
const len2 = data11.length;
for(let i2=0; i2<len2; i2++){
let data12 = data11[i2];
const _errs28 = errors;
if(errors === _errs28){
if(typeof data12 === "string"){
if(func1(data12) < 1){
validate50.errors = [true];
return false;
}
}
else {
validate50.errors = [true];
return false;
}
}
var valid5 = _errs28 === errors;
if(!valid5){
break;
}
}
}
}
else {
validate50.errors = [true];
return false;
}
}
var valid3 = _errs26 === errors;
}
else {
var valid3 = true;
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate50.errors = [true];
return false;
}
}
var valid1 = _errs4 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate50.errors = [true];
return false;
}
}
}
}
}
}
else {
validate50.errors = [true];
return false;
}
}
validate50.errors = vErrors;
return errors === 0;
}
validate50.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
