// Generated from schemas/ by scripts/generate.js; change the schemas instead.
"use strict";
export const log = validate20;
const schema31 = {"$id":"log","type":"object","required":["kind","message"],"properties":{"kind":{"const":"log","type":"string"},"time":{"type":"string"},"job":{"type":"string"},"run":{"type":"string"},"attempt":{"type":"integer"},"node":{"type":"string"},"rank":{"type":"integer"},"local_rank":{"type":"integer"},"task":{"type":"integer"},"stream":{"type":"string","enum":["stdout","stderr"]},"file":{"type":"string"},"message":{"type":"string"},"level":{"type":"string","enum":["DEBUG","INFO","WARNING","ERROR","CRITICAL"]},"logger":{"type":"string"},"code":{"type":"string"},"time_from":{"type":"string","enum":["line","observed","inferred"]},"format":{"type":"string"},"step":{"type":"integer"},"total_steps":{"type":"integer"},"epoch":{"type":"number"},"metrics":{"type":"object","additionalProperties":{"type":["number","null"]}},"non_finite":{"type":"array","items":{"type":"string"}},"progress":{"type":"object","additionalProperties":true,"properties":{"description":{"type":"string"},"current":{"type":"number"},"total":{"type":"number"},"percent":{"type":"number"},"elapsed_s":{"type":"number"},"remaining_s":{"type":"number"},"rate":{"type":"number"}}},"truncated":{"type":"boolean"},"lines":{"type":"integer"},"offset":{"type":"integer"},"fields":{"type":"object","additionalProperties":true}},"additionalProperties":true};

function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="log" */;
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
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.message === undefined) && (missing0 = "message"))){
validate20.errors = [true];
return false;
}
else {
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate20.errors = [true];
return false;
}
if("log" !== data0){
validate20.errors = [true];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.time !== undefined){
const _errs4 = errors;
if(typeof data.time !== "string"){
validate20.errors = [true];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.job !== undefined){
const _errs6 = errors;
if(typeof data.job !== "string"){
validate20.errors = [true];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.run !== undefined){
const _errs8 = errors;
if(typeof data.run !== "string"){
validate20.errors = [true];
return false;
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.attempt !== undefined){
let data4 = data.attempt;
const _errs10 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate20.errors = [true];
return false;
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
validate20.errors = [true];
return false;
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.rank !== undefined){
let data6 = data.rank;
const _errs14 = errors;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
validate20.errors = [true];
return false;
}
var valid0 = _errs14 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.local_rank !== undefined){
let data7 = data.local_rank;
const _errs16 = errors;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
validate20.errors = [true];
return false;
}
var valid0 = _errs16 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.task !== undefined){
let data8 = data.task;
const _errs18 = errors;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
validate20.errors = [true];
return false;
}
var valid0 = _errs18 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.stream !== undefined){
let data9 = data.stream;
const _errs20 = errors;
if(typeof data9 !== "string"){
validate20.errors = [true];
return false;
}
if(!((data9 === "stdout") || (data9 === "stderr"))){
validate20.errors = [true];
return false;
}
var valid0 = _errs20 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.file !== undefined){
const _errs22 = errors;
if(typeof data.file !== "string"){
validate20.errors = [true];
return false;
}
var valid0 = _errs22 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.message !== undefined){
const _errs24 = errors;
if(typeof data.message !== "string"){
validate20.errors = [true];
return false;
}
var valid0 = _errs24 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.level !== undefined){
let data12 = data.level;
const _errs26 = errors;
if(typeof data12 !== "string"){
validate20.errors = [true];
return false;
}
if(!(((((data12 === "DEBUG") || (data12 === "INFO")) || (data12 === "WARNING")) || (data12 === "ERROR")) || (data12 === "CRITICAL"))){
validate20.errors = [true];
return false;
}
var valid0 = _errs26 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.logger !== undefined){
const _errs28 = errors;
if(typeof data.logger !== "string"){
validate20.errors = [true];
return false;
}
var valid0 = _errs28 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.code !== undefined){
const _errs30 = errors;
if(typeof data.code !== "string"){
validate20.errors = [true];
return false;
}
var valid0 = _errs30 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.time_from !== undefined){
let data15 = data.time_from;
const _errs32 = errors;
if(typeof data15 !== "string"){
validate20.errors = [true];
return false;
}
if(!(((data15 === "line") || (data15 === "observed")) || (data15 === "inferred"))){
validate20.errors = [true];
return false;
}
var valid0 = _errs32 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.format !== undefined){
const _errs34 = errors;
if(typeof data.format !== "string"){
validate20.errors = [true];
return false;
}
var valid0 = _errs34 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.step !== undefined){
let data17 = data.step;
const _errs36 = errors;
if(!(((typeof data17 == "number") && (!(data17 % 1) && !isNaN(data17))) && (isFinite(data17)))){
validate20.errors = [true];
return false;
}
var valid0 = _errs36 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.total_steps !== undefined){
let data18 = data.total_steps;
const _errs38 = errors;
if(!(((typeof data18 == "number") && (!(data18 % 1) && !isNaN(data18))) && (isFinite(data18)))){
validate20.errors = [true];
return false;
}
var valid0 = _errs38 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.epoch !== undefined){
let data19 = data.epoch;
const _errs40 = errors;
if(!((typeof data19 == "number") && (isFinite(data19)))){
validate20.errors = [true];
return false;
}
var valid0 = _errs40 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.metrics !== undefined){
let data20 = data.metrics;
const _errs42 = errors;
if(errors === _errs42){
if(data20 && typeof data20 == "object" && !Array.isArray(data20)){
for(const key0 in data20){
let data21 = data20[key0];
const _errs45 = errors;
if((!((typeof data21 == "number") && (isFinite(data21)))) && (data21 !== null)){
validate20.errors = [true];
return false;
}
var valid1 = _errs45 === errors;
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
var valid0 = _errs42 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.non_finite !== undefined){
let data22 = data.non_finite;
const _errs47 = errors;
if(errors === _errs47){
if(Array.isArray(data22)){
var valid2 = true;
const len0 = data22.length;
for(let i0=0; i0<len0; i0++){
const _errs49 = errors;
if(typeof data22[i0] !== "string"){
validate20.errors = [true];
return false;
}
var valid2 = _errs49 === errors;
if(!valid2){
break;
}
}
}
else {
validate20.errors = [true];
return false;
}
}
var valid0 = _errs47 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.progress !== undefined){
let data24 = data.progress;
const _errs51 = errors;
if(errors === _errs51){
if(data24 && typeof data24 == "object" && !Array.isArray(data24)){
if(data24.description !== undefined){
const _errs54 = errors;
if(typeof data24.description !== "string"){
validate20.errors = [true];
return false;
}
var valid3 = _errs54 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data24.current !== undefined){
let data26 = data24.current;
const _errs56 = errors;
if(!((typeof data26 == "number") && (isFinite(data26)))){
validate20.errors = [true];
return false;
}
var valid3 = _errs56 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data24.total !== undefined){
let data27 = data24.total;
const _errs58 = errors;
if(!((typeof data27 == "number") && (isFinite(data27)))){
validate20.errors = [true];
return false;
}
var valid3 = _errs58 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data24.percent !== undefined){
let data28 = data24.percent;
const _errs60 = errors;
if(!((typeof data28 == "number") && (isFinite(data28)))){
validate20.errors = [true];
return false;
}
var valid3 = _errs60 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data24.elapsed_s !== undefined){
let data29 = data24.elapsed_s;
const _errs62 = errors;
if(!((typeof data29 == "number") && (isFinite(data29)))){
validate20.errors = [true];
return false;
}
var valid3 = _errs62 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data24.remaining_s !== undefined){
let data30 = data24.remaining_s;
const _errs64 = errors;
if(!((typeof data30 == "number") && (isFinite(data30)))){
validate20.errors = [true];
return false;
}
var valid3 = _errs64 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data24.rate !== undefined){
let data31 = data24.rate;
const _errs66 = errors;
if(!((typeof data31 == "number") && (isFinite(data31)))){
validate20.errors = [true];
return false;
}
var valid3 = _errs66 === errors;
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
else {
validate20.errors = [true];
return false;
}
}
var valid0 = _errs51 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.truncated !== undefined){
const _errs68 = errors;
if(typeof data.truncated !== "boolean"){
validate20.errors = [true];
return false;
}
var valid0 = _errs68 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.lines !== undefined){
let data33 = data.lines;
const _errs70 = errors;
if(!(((typeof data33 == "number") && (!(data33 % 1) && !isNaN(data33))) && (isFinite(data33)))){
validate20.errors = [true];
return false;
}
var valid0 = _errs70 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.offset !== undefined){
let data34 = data.offset;
const _errs72 = errors;
if(!(((typeof data34 == "number") && (!(data34 % 1) && !isNaN(data34))) && (isFinite(data34)))){
validate20.errors = [true];
return false;
}
var valid0 = _errs72 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.fields !== undefined){
let data35 = data.fields;
const _errs74 = errors;
if(errors === _errs74){
if(data35 && typeof data35 == "object" && !Array.isArray(data35)){
}
else {
validate20.errors = [true];
return false;
}
}
var valid0 = _errs74 === errors;
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
validate20.errors = [true];
return false;
}
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const match = validate21;
const schema32 = {"$id":"match","type":"object","required":["kind","rule","verdict"],"properties":{"kind":{"const":"match","type":"string"},"time":{"type":"string"},"job":{"type":"string"},"run":{"type":"string"},"attempt":{"type":"integer"},"node":{"type":"string"},"rank":{"type":"integer"},"local_rank":{"type":"integer"},"task":{"type":"integer"},"stream":{"type":"string","enum":["stdout","stderr"]},"file":{"type":"string"},"rule":{"type":"string"},"verdict":{"type":"string","enum":["ok","slow","fault","seen","unjudged","stopped"]},"value":{"type":["number","string","null"]},"threshold":{"type":["number","string","null"]},"streak":{"type":"integer"},"consecutive":{"type":"integer"},"step":{"type":"integer"},"message":{"type":"string"},"reason":{"type":"string"}},"additionalProperties":true};

function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="match" */;
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
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.rule === undefined) && (missing0 = "rule"))) || ((data.verdict === undefined) && (missing0 = "verdict"))){
validate21.errors = [true];
return false;
}
else {
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate21.errors = [true];
return false;
}
if("match" !== data0){
validate21.errors = [true];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.time !== undefined){
const _errs4 = errors;
if(typeof data.time !== "string"){
validate21.errors = [true];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.job !== undefined){
const _errs6 = errors;
if(typeof data.job !== "string"){
validate21.errors = [true];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.run !== undefined){
const _errs8 = errors;
if(typeof data.run !== "string"){
validate21.errors = [true];
return false;
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.attempt !== undefined){
let data4 = data.attempt;
const _errs10 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate21.errors = [true];
return false;
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
if(data.rank !== undefined){
let data6 = data.rank;
const _errs14 = errors;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
validate21.errors = [true];
return false;
}
var valid0 = _errs14 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.local_rank !== undefined){
let data7 = data.local_rank;
const _errs16 = errors;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
validate21.errors = [true];
return false;
}
var valid0 = _errs16 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.task !== undefined){
let data8 = data.task;
const _errs18 = errors;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
validate21.errors = [true];
return false;
}
var valid0 = _errs18 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.stream !== undefined){
let data9 = data.stream;
const _errs20 = errors;
if(typeof data9 !== "string"){
validate21.errors = [true];
return false;
}
if(!((data9 === "stdout") || (data9 === "stderr"))){
validate21.errors = [true];
return false;
}
var valid0 = _errs20 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.file !== undefined){
const _errs22 = errors;
if(typeof data.file !== "string"){
validate21.errors = [true];
return false;
}
var valid0 = _errs22 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.rule !== undefined){
const _errs24 = errors;
if(typeof data.rule !== "string"){
validate21.errors = [true];
return false;
}
var valid0 = _errs24 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.verdict !== undefined){
let data12 = data.verdict;
const _errs26 = errors;
if(typeof data12 !== "string"){
validate21.errors = [true];
return false;
}
if(!((((((data12 === "ok") || (data12 === "slow")) || (data12 === "fault")) || (data12 === "seen")) || (data12 === "unjudged")) || (data12 === "stopped"))){
validate21.errors = [true];
return false;
}
var valid0 = _errs26 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.value !== undefined){
let data13 = data.value;
const _errs28 = errors;
if(((!((typeof data13 == "number") && (isFinite(data13)))) && (typeof data13 !== "string")) && (data13 !== null)){
validate21.errors = [true];
return false;
}
var valid0 = _errs28 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.threshold !== undefined){
let data14 = data.threshold;
const _errs30 = errors;
if(((!((typeof data14 == "number") && (isFinite(data14)))) && (typeof data14 !== "string")) && (data14 !== null)){
validate21.errors = [true];
return false;
}
var valid0 = _errs30 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.streak !== undefined){
let data15 = data.streak;
const _errs32 = errors;
if(!(((typeof data15 == "number") && (!(data15 % 1) && !isNaN(data15))) && (isFinite(data15)))){
validate21.errors = [true];
return false;
}
var valid0 = _errs32 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.consecutive !== undefined){
let data16 = data.consecutive;
const _errs34 = errors;
if(!(((typeof data16 == "number") && (!(data16 % 1) && !isNaN(data16))) && (isFinite(data16)))){
validate21.errors = [true];
return false;
}
var valid0 = _errs34 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.step !== undefined){
let data17 = data.step;
const _errs36 = errors;
if(!(((typeof data17 == "number") && (!(data17 % 1) && !isNaN(data17))) && (isFinite(data17)))){
validate21.errors = [true];
return false;
}
var valid0 = _errs36 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.message !== undefined){
const _errs38 = errors;
if(typeof data.message !== "string"){
validate21.errors = [true];
return false;
}
var valid0 = _errs38 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reason !== undefined){
const _errs40 = errors;
if(typeof data.reason !== "string"){
validate21.errors = [true];
return false;
}
var valid0 = _errs40 === errors;
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

export const status = validate22;
const schema33 = {"$id":"status","type":"object","required":["kind","scope","to"],"properties":{"kind":{"const":"status","type":"string"},"time":{"type":"string"},"job":{"type":"string"},"run":{"type":"string"},"attempt":{"type":"integer"},"node":{"type":"string"},"rank":{"type":"integer"},"local_rank":{"type":"integer"},"task":{"type":"integer"},"stream":{"type":"string","enum":["stdout","stderr"]},"file":{"type":"string"},"scope":{"type":"string","enum":["rule","rank","job"]},"rule":{"type":"string"},"from":{"type":"string","enum":["WAITING","HEALTHY","SLOW","HANGING","FAULTED","ENDED"]},"to":{"type":"string","enum":["WAITING","HEALTHY","SLOW","HANGING","FAULTED","ENDED"]},"since":{"type":"string"},"rules":{"type":"array","items":{"type":"string"}},"reason":{"type":"string"},"last_match":{"type":"string"},"step":{"type":"integer"}},"additionalProperties":true};

function validate22(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="status" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate22.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.scope === undefined) && (missing0 = "scope"))) || ((data.to === undefined) && (missing0 = "to"))){
validate22.errors = [true];
return false;
}
else {
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate22.errors = [true];
return false;
}
if("status" !== data0){
validate22.errors = [true];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.time !== undefined){
const _errs4 = errors;
if(typeof data.time !== "string"){
validate22.errors = [true];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.job !== undefined){
const _errs6 = errors;
if(typeof data.job !== "string"){
validate22.errors = [true];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.run !== undefined){
const _errs8 = errors;
if(typeof data.run !== "string"){
validate22.errors = [true];
return false;
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.attempt !== undefined){
let data4 = data.attempt;
const _errs10 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate22.errors = [true];
return false;
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
validate22.errors = [true];
return false;
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.rank !== undefined){
let data6 = data.rank;
const _errs14 = errors;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
validate22.errors = [true];
return false;
}
var valid0 = _errs14 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.local_rank !== undefined){
let data7 = data.local_rank;
const _errs16 = errors;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
validate22.errors = [true];
return false;
}
var valid0 = _errs16 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.task !== undefined){
let data8 = data.task;
const _errs18 = errors;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
validate22.errors = [true];
return false;
}
var valid0 = _errs18 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.stream !== undefined){
let data9 = data.stream;
const _errs20 = errors;
if(typeof data9 !== "string"){
validate22.errors = [true];
return false;
}
if(!((data9 === "stdout") || (data9 === "stderr"))){
validate22.errors = [true];
return false;
}
var valid0 = _errs20 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.file !== undefined){
const _errs22 = errors;
if(typeof data.file !== "string"){
validate22.errors = [true];
return false;
}
var valid0 = _errs22 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.scope !== undefined){
let data11 = data.scope;
const _errs24 = errors;
if(typeof data11 !== "string"){
validate22.errors = [true];
return false;
}
if(!(((data11 === "rule") || (data11 === "rank")) || (data11 === "job"))){
validate22.errors = [true];
return false;
}
var valid0 = _errs24 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.rule !== undefined){
const _errs26 = errors;
if(typeof data.rule !== "string"){
validate22.errors = [true];
return false;
}
var valid0 = _errs26 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.from !== undefined){
let data13 = data.from;
const _errs28 = errors;
if(typeof data13 !== "string"){
validate22.errors = [true];
return false;
}
if(!((((((data13 === "WAITING") || (data13 === "HEALTHY")) || (data13 === "SLOW")) || (data13 === "HANGING")) || (data13 === "FAULTED")) || (data13 === "ENDED"))){
validate22.errors = [true];
return false;
}
var valid0 = _errs28 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.to !== undefined){
let data14 = data.to;
const _errs30 = errors;
if(typeof data14 !== "string"){
validate22.errors = [true];
return false;
}
if(!((((((data14 === "WAITING") || (data14 === "HEALTHY")) || (data14 === "SLOW")) || (data14 === "HANGING")) || (data14 === "FAULTED")) || (data14 === "ENDED"))){
validate22.errors = [true];
return false;
}
var valid0 = _errs30 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.since !== undefined){
const _errs32 = errors;
if(typeof data.since !== "string"){
validate22.errors = [true];
return false;
}
var valid0 = _errs32 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.rules !== undefined){
let data16 = data.rules;
const _errs34 = errors;
if(errors === _errs34){
if(Array.isArray(data16)){
var valid1 = true;
const len0 = data16.length;
for(let i0=0; i0<len0; i0++){
const _errs36 = errors;
if(typeof data16[i0] !== "string"){
validate22.errors = [true];
return false;
}
var valid1 = _errs36 === errors;
if(!valid1){
break;
}
}
}
else {
validate22.errors = [true];
return false;
}
}
var valid0 = _errs34 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reason !== undefined){
const _errs38 = errors;
if(typeof data.reason !== "string"){
validate22.errors = [true];
return false;
}
var valid0 = _errs38 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.last_match !== undefined){
const _errs40 = errors;
if(typeof data.last_match !== "string"){
validate22.errors = [true];
return false;
}
var valid0 = _errs40 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.step !== undefined){
let data20 = data.step;
const _errs42 = errors;
if(!(((typeof data20 == "number") && (!(data20 % 1) && !isNaN(data20))) && (isFinite(data20)))){
validate22.errors = [true];
return false;
}
var valid0 = _errs42 === errors;
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
}
}
else {
validate22.errors = [true];
return false;
}
}
validate22.errors = vErrors;
return errors === 0;
}
validate22.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const failure = validate23;
const schema34 = {"$id":"failure","type":"object","required":["kind","signature","category"],"properties":{"kind":{"const":"failure","type":"string"},"time":{"type":"string"},"job":{"type":"string"},"run":{"type":"string"},"attempt":{"type":"integer"},"node":{"type":"string"},"rank":{"type":"integer"},"local_rank":{"type":"integer"},"task":{"type":"integer"},"stream":{"type":"string","enum":["stdout","stderr"]},"file":{"type":"string"},"signature":{"type":"string"},"category":{"type":"string"},"side":{"type":"string"},"role":{"type":"string","enum":["initiator","symptom","confirms","teardown"]},"count":{"type":"integer"},"first":{"type":"string"},"last":{"type":"string"},"ranks":{"type":"array","items":{"type":"integer"}},"nodes":{"type":"array","items":{"type":"string"}},"evidence":{"type":"string"},"fingerprint":{"type":"string"},"line":{"type":"integer"},"captures":{"type":"object","additionalProperties":{"type":"string"}}},"additionalProperties":true};

function validate23(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="failure" */;
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
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.signature === undefined) && (missing0 = "signature"))) || ((data.category === undefined) && (missing0 = "category"))){
validate23.errors = [true];
return false;
}
else {
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate23.errors = [true];
return false;
}
if("failure" !== data0){
validate23.errors = [true];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.time !== undefined){
const _errs4 = errors;
if(typeof data.time !== "string"){
validate23.errors = [true];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.job !== undefined){
const _errs6 = errors;
if(typeof data.job !== "string"){
validate23.errors = [true];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.run !== undefined){
const _errs8 = errors;
if(typeof data.run !== "string"){
validate23.errors = [true];
return false;
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.attempt !== undefined){
let data4 = data.attempt;
const _errs10 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate23.errors = [true];
return false;
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
validate23.errors = [true];
return false;
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.rank !== undefined){
let data6 = data.rank;
const _errs14 = errors;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
validate23.errors = [true];
return false;
}
var valid0 = _errs14 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.local_rank !== undefined){
let data7 = data.local_rank;
const _errs16 = errors;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
validate23.errors = [true];
return false;
}
var valid0 = _errs16 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.task !== undefined){
let data8 = data.task;
const _errs18 = errors;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
validate23.errors = [true];
return false;
}
var valid0 = _errs18 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.stream !== undefined){
let data9 = data.stream;
const _errs20 = errors;
if(typeof data9 !== "string"){
validate23.errors = [true];
return false;
}
if(!((data9 === "stdout") || (data9 === "stderr"))){
validate23.errors = [true];
return false;
}
var valid0 = _errs20 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.file !== undefined){
const _errs22 = errors;
if(typeof data.file !== "string"){
validate23.errors = [true];
return false;
}
var valid0 = _errs22 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.signature !== undefined){
const _errs24 = errors;
if(typeof data.signature !== "string"){
validate23.errors = [true];
return false;
}
var valid0 = _errs24 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.category !== undefined){
const _errs26 = errors;
if(typeof data.category !== "string"){
validate23.errors = [true];
return false;
}
var valid0 = _errs26 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.side !== undefined){
const _errs28 = errors;
if(typeof data.side !== "string"){
validate23.errors = [true];
return false;
}
var valid0 = _errs28 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.role !== undefined){
let data14 = data.role;
const _errs30 = errors;
if(typeof data14 !== "string"){
validate23.errors = [true];
return false;
}
if(!((((data14 === "initiator") || (data14 === "symptom")) || (data14 === "confirms")) || (data14 === "teardown"))){
validate23.errors = [true];
return false;
}
var valid0 = _errs30 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.count !== undefined){
let data15 = data.count;
const _errs32 = errors;
if(!(((typeof data15 == "number") && (!(data15 % 1) && !isNaN(data15))) && (isFinite(data15)))){
validate23.errors = [true];
return false;
}
var valid0 = _errs32 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.first !== undefined){
const _errs34 = errors;
if(typeof data.first !== "string"){
validate23.errors = [true];
return false;
}
var valid0 = _errs34 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.last !== undefined){
const _errs36 = errors;
if(typeof data.last !== "string"){
validate23.errors = [true];
return false;
}
var valid0 = _errs36 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ranks !== undefined){
let data18 = data.ranks;
const _errs38 = errors;
if(errors === _errs38){
if(Array.isArray(data18)){
var valid1 = true;
const len0 = data18.length;
for(let i0=0; i0<len0; i0++){
let data19 = data18[i0];
const _errs40 = errors;
if(!(((typeof data19 == "number") && (!(data19 % 1) && !isNaN(data19))) && (isFinite(data19)))){
validate23.errors = [true];
return false;
}
var valid1 = _errs40 === errors;
if(!valid1){
break;
}
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid0 = _errs38 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.nodes !== undefined){
let data20 = data.nodes;
const _errs42 = errors;
if(errors === _errs42){
if(Array.isArray(data20)){
var valid2 = true;
const len1 = data20.length;
for(let i1=0; i1<len1; i1++){
const _errs44 = errors;
if(typeof data20[i1] !== "string"){
validate23.errors = [true];
return false;
}
var valid2 = _errs44 === errors;
if(!valid2){
break;
}
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid0 = _errs42 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.evidence !== undefined){
const _errs46 = errors;
if(typeof data.evidence !== "string"){
validate23.errors = [true];
return false;
}
var valid0 = _errs46 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.fingerprint !== undefined){
const _errs48 = errors;
if(typeof data.fingerprint !== "string"){
validate23.errors = [true];
return false;
}
var valid0 = _errs48 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.line !== undefined){
let data24 = data.line;
const _errs50 = errors;
if(!(((typeof data24 == "number") && (!(data24 % 1) && !isNaN(data24))) && (isFinite(data24)))){
validate23.errors = [true];
return false;
}
var valid0 = _errs50 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.captures !== undefined){
let data25 = data.captures;
const _errs52 = errors;
if(errors === _errs52){
if(data25 && typeof data25 == "object" && !Array.isArray(data25)){
for(const key0 in data25){
const _errs55 = errors;
if(typeof data25[key0] !== "string"){
validate23.errors = [true];
return false;
}
var valid3 = _errs55 === errors;
if(!valid3){
break;
}
}
}
else {
validate23.errors = [true];
return false;
}
}
var valid0 = _errs52 === errors;
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

export const verdict = validate24;
const schema35 = {"$id":"verdict","type":"object","required":["kind","action"],"properties":{"kind":{"const":"verdict","type":"string"},"time":{"type":"string"},"job":{"type":"string"},"run":{"type":"string"},"attempt":{"type":"integer"},"node":{"type":"string"},"rank":{"type":"integer"},"local_rank":{"type":"integer"},"task":{"type":"integer"},"stream":{"type":"string","enum":["stdout","stderr"]},"file":{"type":"string"},"action":{"type":"string","enum":["restart","restart_isolate","stop","wait","done","unknown"]},"category":{"type":"string"},"confidence":{"type":"number"},"state":{"type":"string","enum":["interim","final"]},"side":{"type":"string"},"domain":{"type":"string","enum":["workload","infrastructure","unknown"]},"basis":{"type":"string"},"primary":{"type":"object","additionalProperties":true,"properties":{"line":{"type":"integer"},"file":{"type":"string"},"time":{"type":"string"},"text":{"type":"string"},"rank":{"type":"integer"},"node":{"type":"string"},"gpu":{"type":"string"},"signature":{"type":"string"},"fingerprint":{"type":"string"},"step":{"type":"integer"},"phase":{"type":"string"}}},"culprit":{"type":"object","additionalProperties":true,"properties":{"ranks":{"type":"array","items":{"type":"integer"}},"nodes":{"type":"array","items":{"type":"string"}},"gpus":{"type":"array","items":{"type":"string"}},"inferred":{"type":"boolean"},"reason":{"type":"string"}}},"secondary":{"type":"array","items":{"type":"object","additionalProperties":true,"properties":{"signature":{"type":"string"},"category":{"type":"string"},"role":{"type":"string"},"text":{"type":"string"},"line":{"type":"integer"},"count":{"type":"integer"},"ranks":{"type":"integer"}}}},"cascades":{"type":"array","items":{"type":"object","additionalProperties":true,"properties":{"signature":{"type":"string"},"count":{"type":"integer"},"ranks":{"type":"integer"},"nodes":{"type":"integer"},"first":{"type":"integer"},"last":{"type":"integer"}}}},"isolate":{"type":"array","items":{"type":"object","additionalProperties":true,"properties":{"node":{"type":"string"},"ranks":{"type":"array","items":{"type":"integer"}},"gpu":{"type":"string"},"reason":{"type":"string"}}}},"checkpoint":{"type":"object","additionalProperties":true,"properties":{"saved":{"type":"boolean"},"step":{"type":"integer"}}},"progress":{"type":"object","additionalProperties":true,"properties":{"first_step":{"type":"integer"},"last_step":{"type":"integer"}}},"attempts_same_root":{"type":"integer"},"why":{"type":"array","items":{"type":"string"}},"profile":{"type":"string"},"model":{"type":"object","required":["outcome"],"additionalProperties":true,"properties":{"outcome":{"type":"string","enum":["pending","named","unsure","rejected","failed","not_asked"]},"model":{"type":"string"},"category":{"type":"string"},"cause":{"type":"string"},"lines":{"type":"array","items":{"type":"object","additionalProperties":true,"properties":{"id":{"type":"string"},"text":{"type":"string"},"file":{"type":"string"},"line":{"type":"integer"}}}},"cached":{"type":"boolean"},"reason":{"type":"string"},"sent":{"type":"array","items":{"type":"object","additionalProperties":true,"properties":{"id":{"type":"string"},"text":{"type":"string"},"file":{"type":"string"},"line":{"type":"integer"}}}}}},"auto_resume":{"type":"string"},"auto_resume_verbose":{"type":"string"},"attribution":{"type":"string"},"application_errors_full":{"type":"array","items":{"type":"string"}},"application_errors_unique":{"type":"array","items":{"type":"string"}}},"additionalProperties":true};

function validate24(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="verdict" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate24.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.action === undefined) && (missing0 = "action"))){
validate24.errors = [true];
return false;
}
else {
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate24.errors = [true];
return false;
}
if("verdict" !== data0){
validate24.errors = [true];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.time !== undefined){
const _errs4 = errors;
if(typeof data.time !== "string"){
validate24.errors = [true];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.job !== undefined){
const _errs6 = errors;
if(typeof data.job !== "string"){
validate24.errors = [true];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.run !== undefined){
const _errs8 = errors;
if(typeof data.run !== "string"){
validate24.errors = [true];
return false;
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.attempt !== undefined){
let data4 = data.attempt;
const _errs10 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate24.errors = [true];
return false;
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
validate24.errors = [true];
return false;
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.rank !== undefined){
let data6 = data.rank;
const _errs14 = errors;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
validate24.errors = [true];
return false;
}
var valid0 = _errs14 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.local_rank !== undefined){
let data7 = data.local_rank;
const _errs16 = errors;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
validate24.errors = [true];
return false;
}
var valid0 = _errs16 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.task !== undefined){
let data8 = data.task;
const _errs18 = errors;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
validate24.errors = [true];
return false;
}
var valid0 = _errs18 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.stream !== undefined){
let data9 = data.stream;
const _errs20 = errors;
if(typeof data9 !== "string"){
validate24.errors = [true];
return false;
}
if(!((data9 === "stdout") || (data9 === "stderr"))){
validate24.errors = [true];
return false;
}
var valid0 = _errs20 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.file !== undefined){
const _errs22 = errors;
if(typeof data.file !== "string"){
validate24.errors = [true];
return false;
}
var valid0 = _errs22 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.action !== undefined){
let data11 = data.action;
const _errs24 = errors;
if(typeof data11 !== "string"){
validate24.errors = [true];
return false;
}
if(!((((((data11 === "restart") || (data11 === "restart_isolate")) || (data11 === "stop")) || (data11 === "wait")) || (data11 === "done")) || (data11 === "unknown"))){
validate24.errors = [true];
return false;
}
var valid0 = _errs24 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.category !== undefined){
const _errs26 = errors;
if(typeof data.category !== "string"){
validate24.errors = [true];
return false;
}
var valid0 = _errs26 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.confidence !== undefined){
let data13 = data.confidence;
const _errs28 = errors;
if(!((typeof data13 == "number") && (isFinite(data13)))){
validate24.errors = [true];
return false;
}
var valid0 = _errs28 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.state !== undefined){
let data14 = data.state;
const _errs30 = errors;
if(typeof data14 !== "string"){
validate24.errors = [true];
return false;
}
if(!((data14 === "interim") || (data14 === "final"))){
validate24.errors = [true];
return false;
}
var valid0 = _errs30 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.side !== undefined){
const _errs32 = errors;
if(typeof data.side !== "string"){
validate24.errors = [true];
return false;
}
var valid0 = _errs32 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.domain !== undefined){
let data16 = data.domain;
const _errs34 = errors;
if(typeof data16 !== "string"){
validate24.errors = [true];
return false;
}
if(!(((data16 === "workload") || (data16 === "infrastructure")) || (data16 === "unknown"))){
validate24.errors = [true];
return false;
}
var valid0 = _errs34 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.basis !== undefined){
const _errs36 = errors;
if(typeof data.basis !== "string"){
validate24.errors = [true];
return false;
}
var valid0 = _errs36 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.primary !== undefined){
let data18 = data.primary;
const _errs38 = errors;
if(errors === _errs38){
if(data18 && typeof data18 == "object" && !Array.isArray(data18)){
if(data18.line !== undefined){
let data19 = data18.line;
const _errs41 = errors;
if(!(((typeof data19 == "number") && (!(data19 % 1) && !isNaN(data19))) && (isFinite(data19)))){
validate24.errors = [true];
return false;
}
var valid1 = _errs41 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data18.file !== undefined){
const _errs43 = errors;
if(typeof data18.file !== "string"){
validate24.errors = [true];
return false;
}
var valid1 = _errs43 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data18.time !== undefined){
const _errs45 = errors;
if(typeof data18.time !== "string"){
validate24.errors = [true];
return false;
}
var valid1 = _errs45 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data18.text !== undefined){
const _errs47 = errors;
if(typeof data18.text !== "string"){
validate24.errors = [true];
return false;
}
var valid1 = _errs47 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data18.rank !== undefined){
let data23 = data18.rank;
const _errs49 = errors;
if(!(((typeof data23 == "number") && (!(data23 % 1) && !isNaN(data23))) && (isFinite(data23)))){
validate24.errors = [true];
return false;
}
var valid1 = _errs49 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data18.node !== undefined){
const _errs51 = errors;
if(typeof data18.node !== "string"){
validate24.errors = [true];
return false;
}
var valid1 = _errs51 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data18.gpu !== undefined){
const _errs53 = errors;
if(typeof data18.gpu !== "string"){
validate24.errors = [true];
return false;
}
var valid1 = _errs53 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data18.signature !== undefined){
const _errs55 = errors;
if(typeof data18.signature !== "string"){
validate24.errors = [true];
return false;
}
var valid1 = _errs55 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data18.fingerprint !== undefined){
const _errs57 = errors;
if(typeof data18.fingerprint !== "string"){
validate24.errors = [true];
return false;
}
var valid1 = _errs57 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data18.step !== undefined){
let data28 = data18.step;
const _errs59 = errors;
if(!(((typeof data28 == "number") && (!(data28 % 1) && !isNaN(data28))) && (isFinite(data28)))){
validate24.errors = [true];
return false;
}
var valid1 = _errs59 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data18.phase !== undefined){
const _errs61 = errors;
if(typeof data18.phase !== "string"){
validate24.errors = [true];
return false;
}
var valid1 = _errs61 === errors;
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
validate24.errors = [true];
return false;
}
}
var valid0 = _errs38 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.culprit !== undefined){
let data30 = data.culprit;
const _errs63 = errors;
if(errors === _errs63){
if(data30 && typeof data30 == "object" && !Array.isArray(data30)){
if(data30.ranks !== undefined){
let data31 = data30.ranks;
const _errs66 = errors;
if(errors === _errs66){
if(Array.isArray(data31)){
var valid3 = true;
const len0 = data31.length;
for(let i0=0; i0<len0; i0++){
let data32 = data31[i0];
const _errs68 = errors;
if(!(((typeof data32 == "number") && (!(data32 % 1) && !isNaN(data32))) && (isFinite(data32)))){
validate24.errors = [true];
return false;
}
var valid3 = _errs68 === errors;
if(!valid3){
break;
}
}
}
else {
validate24.errors = [true];
return false;
}
}
var valid2 = _errs66 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data30.nodes !== undefined){
let data33 = data30.nodes;
const _errs70 = errors;
if(errors === _errs70){
if(Array.isArray(data33)){
var valid4 = true;
const len1 = data33.length;
for(let i1=0; i1<len1; i1++){
const _errs72 = errors;
if(typeof data33[i1] !== "string"){
validate24.errors = [true];
return false;
}
var valid4 = _errs72 === errors;
if(!valid4){
break;
}
}
}
else {
validate24.errors = [true];
return false;
}
}
var valid2 = _errs70 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data30.gpus !== undefined){
let data35 = data30.gpus;
const _errs74 = errors;
if(errors === _errs74){
if(Array.isArray(data35)){
var valid5 = true;
const len2 = data35.length;
for(let i2=0; i2<len2; i2++){
const _errs76 = errors;
if(typeof data35[i2] !== "string"){
validate24.errors = [true];
return false;
}
var valid5 = _errs76 === errors;
if(!valid5){
break;
}
}
}
else {
validate24.errors = [true];
return false;
}
}
var valid2 = _errs74 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data30.inferred !== undefined){
const _errs78 = errors;
if(typeof data30.inferred !== "boolean"){
validate24.errors = [true];
return false;
}
var valid2 = _errs78 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data30.reason !== undefined){
const _errs80 = errors;
if(typeof data30.reason !== "string"){
validate24.errors = [true];
return false;
}
var valid2 = _errs80 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
}
else {
validate24.errors = [true];
return false;
}
}
var valid0 = _errs63 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.secondary !== undefined){
let data39 = data.secondary;
const _errs82 = errors;
if(errors === _errs82){
if(Array.isArray(data39)){
var valid6 = true;
const len3 = data39.length;
for(let i3=0; i3<len3; i3++){
let data40 = data39[i3];
const _errs84 = errors;
if(errors === _errs84){
if(data40 && typeof data40 == "object" && !Array.isArray(data40)){
if(data40.signature !== undefined){
const _errs87 = errors;
if(typeof data40.signature !== "string"){
validate24.errors = [true];
return false;
}
var valid7 = _errs87 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data40.category !== undefined){
const _errs89 = errors;
if(typeof data40.category !== "string"){
validate24.errors = [true];
return false;
}
var valid7 = _errs89 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data40.role !== undefined){
const _errs91 = errors;
if(typeof data40.role !== "string"){
validate24.errors = [true];
return false;
}
var valid7 = _errs91 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data40.text !== undefined){
const _errs93 = errors;
if(typeof data40.text !== "string"){
validate24.errors = [true];
return false;
}
var valid7 = _errs93 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data40.line !== undefined){
let data45 = data40.line;
const _errs95 = errors;
if(!(((typeof data45 == "number") && (!(data45 % 1) && !isNaN(data45))) && (isFinite(data45)))){
validate24.errors = [true];
return false;
}
var valid7 = _errs95 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data40.count !== undefined){
let data46 = data40.count;
const _errs97 = errors;
if(!(((typeof data46 == "number") && (!(data46 % 1) && !isNaN(data46))) && (isFinite(data46)))){
validate24.errors = [true];
return false;
}
var valid7 = _errs97 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data40.ranks !== undefined){
let data47 = data40.ranks;
const _errs99 = errors;
if(!(((typeof data47 == "number") && (!(data47 % 1) && !isNaN(data47))) && (isFinite(data47)))){
validate24.errors = [true];
return false;
}
var valid7 = _errs99 === errors;
}
else {
var valid7 = true;
}
}
}
}
}
}
}
}
else {
validate24.errors = [true];
return false;
}
}
var valid6 = _errs84 === errors;
if(!valid6){
break;
}
}
}
else {
validate24.errors = [true];
return false;
}
}
var valid0 = _errs82 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.cascades !== undefined){
let data48 = data.cascades;
const _errs101 = errors;
if(errors === _errs101){
if(Array.isArray(data48)){
var valid8 = true;
const len4 = data48.length;
for(let i4=0; i4<len4; i4++){
let data49 = data48[i4];
const _errs103 = errors;
if(errors === _errs103){
if(data49 && typeof data49 == "object" && !Array.isArray(data49)){
if(data49.signature !== undefined){
const _errs106 = errors;
if(typeof data49.signature !== "string"){
validate24.errors = [true];
return false;
}
var valid9 = _errs106 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data49.count !== undefined){
let data51 = data49.count;
const _errs108 = errors;
if(!(((typeof data51 == "number") && (!(data51 % 1) && !isNaN(data51))) && (isFinite(data51)))){
validate24.errors = [true];
return false;
}
var valid9 = _errs108 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data49.ranks !== undefined){
let data52 = data49.ranks;
const _errs110 = errors;
if(!(((typeof data52 == "number") && (!(data52 % 1) && !isNaN(data52))) && (isFinite(data52)))){
validate24.errors = [true];
return false;
}
var valid9 = _errs110 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data49.nodes !== undefined){
let data53 = data49.nodes;
const _errs112 = errors;
if(!(((typeof data53 == "number") && (!(data53 % 1) && !isNaN(data53))) && (isFinite(data53)))){
validate24.errors = [true];
return false;
}
var valid9 = _errs112 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data49.first !== undefined){
let data54 = data49.first;
const _errs114 = errors;
if(!(((typeof data54 == "number") && (!(data54 % 1) && !isNaN(data54))) && (isFinite(data54)))){
validate24.errors = [true];
return false;
}
var valid9 = _errs114 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data49.last !== undefined){
let data55 = data49.last;
const _errs116 = errors;
if(!(((typeof data55 == "number") && (!(data55 % 1) && !isNaN(data55))) && (isFinite(data55)))){
validate24.errors = [true];
return false;
}
var valid9 = _errs116 === errors;
}
else {
var valid9 = true;
}
}
}
}
}
}
}
else {
validate24.errors = [true];
return false;
}
}
var valid8 = _errs103 === errors;
if(!valid8){
break;
}
}
}
else {
validate24.errors = [true];
return false;
}
}
var valid0 = _errs101 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.isolate !== undefined){
let data56 = data.isolate;
const _errs118 = errors;
if(errors === _errs118){
if(Array.isArray(data56)){
var valid10 = true;
const len5 = data56.length;
for(let i5=0; i5<len5; i5++){
let data57 = data56[i5];
const _errs120 = errors;
if(errors === _errs120){
if(data57 && typeof data57 == "object" && !Array.isArray(data57)){
if(data57.node !== undefined){
const _errs123 = errors;
if(typeof data57.node !== "string"){
validate24.errors = [true];
return false;
}
var valid11 = _errs123 === errors;
}
else {
var valid11 = true;
}
if(valid11){
if(data57.ranks !== undefined){
let data59 = data57.ranks;
const _errs125 = errors;
if(errors === _errs125){
if(Array.isArray(data59)){
var valid12 = true;
const len6 = data59.length;
for(let i6=0; i6<len6; i6++){
let data60 = data59[i6];
const _errs127 = errors;
if(!(((typeof data60 == "number") && (!(data60 % 1) && !isNaN(data60))) && (isFinite(data60)))){
validate24.errors = [true];
return false;
}
var valid12 = _errs127 === errors;
if(!valid12){
break;
}
}
}
else {
validate24.errors = [true];
return false;
}
}
var valid11 = _errs125 === errors;
}
else {
var valid11 = true;
}
if(valid11){
if(data57.gpu !== undefined){
const _errs129 = errors;
if(typeof data57.gpu !== "string"){
validate24.errors = [true];
return false;
}
var valid11 = _errs129 === errors;
}
else {
var valid11 = true;
}
if(valid11){
if(data57.reason !== undefined){
const _errs131 = errors;
if(typeof data57.reason !== "string"){
validate24.errors = [true];
return false;
}
var valid11 = _errs131 === errors;
}
else {
var valid11 = true;
}
}
}
}
}
else {
validate24.errors = [true];
return false;
}
}
var valid10 = _errs120 === errors;
if(!valid10){
break;
}
}
}
else {
validate24.errors = [true];
return false;
}
}
var valid0 = _errs118 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.checkpoint !== undefined){
let data63 = data.checkpoint;
const _errs133 = errors;
if(errors === _errs133){
if(data63 && typeof data63 == "object" && !Array.isArray(data63)){
if(data63.saved !== undefined){
const _errs136 = errors;
if(typeof data63.saved !== "boolean"){
validate24.errors = [true];
return false;
}
var valid13 = _errs136 === errors;
}
else {
var valid13 = true;
}
if(valid13){
if(data63.step !== undefined){
let data65 = data63.step;
const _errs138 = errors;
if(!(((typeof data65 == "number") && (!(data65 % 1) && !isNaN(data65))) && (isFinite(data65)))){
validate24.errors = [true];
return false;
}
var valid13 = _errs138 === errors;
}
else {
var valid13 = true;
}
}
}
else {
validate24.errors = [true];
return false;
}
}
var valid0 = _errs133 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.progress !== undefined){
let data66 = data.progress;
const _errs140 = errors;
if(errors === _errs140){
if(data66 && typeof data66 == "object" && !Array.isArray(data66)){
if(data66.first_step !== undefined){
let data67 = data66.first_step;
const _errs143 = errors;
if(!(((typeof data67 == "number") && (!(data67 % 1) && !isNaN(data67))) && (isFinite(data67)))){
validate24.errors = [true];
return false;
}
var valid14 = _errs143 === errors;
}
else {
var valid14 = true;
}
if(valid14){
if(data66.last_step !== undefined){
let data68 = data66.last_step;
const _errs145 = errors;
if(!(((typeof data68 == "number") && (!(data68 % 1) && !isNaN(data68))) && (isFinite(data68)))){
validate24.errors = [true];
return false;
}
var valid14 = _errs145 === errors;
}
else {
var valid14 = true;
}
}
}
else {
validate24.errors = [true];
return false;
}
}
var valid0 = _errs140 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.attempts_same_root !== undefined){
let data69 = data.attempts_same_root;
const _errs147 = errors;
if(!(((typeof data69 == "number") && (!(data69 % 1) && !isNaN(data69))) && (isFinite(data69)))){
validate24.errors = [true];
return false;
}
var valid0 = _errs147 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.why !== undefined){
let data70 = data.why;
const _errs149 = errors;
if(errors === _errs149){
if(Array.isArray(data70)){
var valid15 = true;
const len7 = data70.length;
for(let i7=0; i7<len7; i7++){
const _errs151 = errors;
if(typeof data70[i7] !== "string"){
validate24.errors = [true];
return false;
}
var valid15 = _errs151 === errors;
if(!valid15){
break;
}
}
}
else {
validate24.errors = [true];
return false;
}
}
var valid0 = _errs149 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.profile !== undefined){
const _errs153 = errors;
if(typeof data.profile !== "string"){
validate24.errors = [true];
return false;
}
var valid0 = _errs153 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.model !== undefined){
let data73 = data.model;
const _errs155 = errors;
if(errors === _errs155){
if(data73 && typeof data73 == "object" && !Array.isArray(data73)){
let missing1;
if((data73.outcome === undefined) && (missing1 = "outcome")){
validate24.errors = [true];
return false;
}
else {
if(data73.outcome !== undefined){
let data74 = data73.outcome;
const _errs158 = errors;
if(typeof data74 !== "string"){
validate24.errors = [true];
return false;
}
if(!((((((data74 === "pending") || (data74 === "named")) || (data74 === "unsure")) || (data74 === "rejected")) || (data74 === "failed")) || (data74 === "not_asked"))){
validate24.errors = [true];
return false;
}
var valid16 = _errs158 === errors;
}
else {
var valid16 = true;
}
if(valid16){
if(data73.model !== undefined){
const _errs160 = errors;
if(typeof data73.model !== "string"){
validate24.errors = [true];
return false;
}
var valid16 = _errs160 === errors;
}
else {
var valid16 = true;
}
if(valid16){
if(data73.category !== undefined){
const _errs162 = errors;
if(typeof data73.category !== "string"){
validate24.errors = [true];
return false;
}
var valid16 = _errs162 === errors;
}
else {
var valid16 = true;
}
if(valid16){
if(data73.cause !== undefined){
const _errs164 = errors;
if(typeof data73.cause !== "string"){
validate24.errors = [true];
return false;
}
var valid16 = _errs164 === errors;
}
else {
var valid16 = true;
}
if(valid16){
if(data73.lines !== undefined){
let data78 = data73.lines;
const _errs166 = errors;
if(errors === _errs166){
if(Array.isArray(data78)){
var valid17 = true;
const len8 = data78.length;
for(let i8=0; i8<len8; i8++){
let data79 = data78[i8];
const _errs168 = errors;
if(errors === _errs168){
if(data79 && typeof data79 == "object" && !Array.isArray(data79)){
if(data79.id !== undefined){
const _errs171 = errors;
if(typeof data79.id !== "string"){
validate24.errors = [true];
return false;
}
var valid18 = _errs171 === errors;
}
else {
var valid18 = true;
}
if(valid18){
if(data79.text !== undefined){
const _errs173 = errors;
if(typeof data79.text !== "string"){
validate24.errors = [true];
return false;
}
var valid18 = _errs173 === errors;
}
else {
var valid18 = true;
}
if(valid18){
if(data79.file !== undefined){
const _errs175 = errors;
if(typeof data79.file !== "string"){
validate24.errors = [true];
return false;
}
var valid18 = _errs175 === errors;
}
else {
var valid18 = true;
}
if(valid18){
if(data79.line !== undefined){
let data83 = data79.line;
const _errs177 = errors;
if(!(((typeof data83 == "number") && (!(data83 % 1) && !isNaN(data83))) && (isFinite(data83)))){
validate24.errors = [true];
return false;
}
var valid18 = _errs177 === errors;
}
else {
var valid18 = true;
}
}
}
}
}
else {
validate24.errors = [true];
return false;
}
}
var valid17 = _errs168 === errors;
if(!valid17){
break;
}
}
}
else {
validate24.errors = [true];
return false;
}
}
var valid16 = _errs166 === errors;
}
else {
var valid16 = true;
}
if(valid16){
if(data73.cached !== undefined){
const _errs179 = errors;
if(typeof data73.cached !== "boolean"){
validate24.errors = [true];
return false;
}
var valid16 = _errs179 === errors;
}
else {
var valid16 = true;
}
if(valid16){
if(data73.reason !== undefined){
const _errs181 = errors;
if(typeof data73.reason !== "string"){
validate24.errors = [true];
return false;
}
var valid16 = _errs181 === errors;
}
else {
var valid16 = true;
}
if(valid16){
if(data73.sent !== undefined){
let data86 = data73.sent;
const _errs183 = errors;
if(errors === _errs183){
if(Array.isArray(data86)){
var valid19 = true;
const len9 = data86.length;
for(let i9=0; i9<len9; i9++){
let data87 = data86[i9];
const _errs185 = errors;
if(errors === _errs185){
if(data87 && typeof data87 == "object" && !Array.isArray(data87)){
if(data87.id !== undefined){
const _errs188 = errors;
if(typeof data87.id !== "string"){
validate24.errors = [true];
return false;
}
var valid20 = _errs188 === errors;
}
else {
var valid20 = true;
}
if(valid20){
if(data87.text !== undefined){
const _errs190 = errors;
if(typeof data87.text !== "string"){
validate24.errors = [true];
return false;
}
var valid20 = _errs190 === errors;
}
else {
var valid20 = true;
}
if(valid20){
if(data87.file !== undefined){
const _errs192 = errors;
if(typeof data87.file !== "string"){
validate24.errors = [true];
return false;
}
var valid20 = _errs192 === errors;
}
else {
var valid20 = true;
}
if(valid20){
if(data87.line !== undefined){
let data91 = data87.line;
const _errs194 = errors;
if(!(((typeof data91 == "number") && (!(data91 % 1) && !isNaN(data91))) && (isFinite(data91)))){
validate24.errors = [true];
return false;
}
var valid20 = _errs194 === errors;
}
else {
var valid20 = true;
}
}
}
}
}
else {
validate24.errors = [true];
return false;
}
}
var valid19 = _errs185 === errors;
if(!valid19){
break;
}
}
}
else {
validate24.errors = [true];
return false;
}
}
var valid16 = _errs183 === errors;
}
else {
var valid16 = true;
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
validate24.errors = [true];
return false;
}
}
var valid0 = _errs155 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.auto_resume !== undefined){
const _errs196 = errors;
if(typeof data.auto_resume !== "string"){
validate24.errors = [true];
return false;
}
var valid0 = _errs196 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.auto_resume_verbose !== undefined){
const _errs198 = errors;
if(typeof data.auto_resume_verbose !== "string"){
validate24.errors = [true];
return false;
}
var valid0 = _errs198 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.attribution !== undefined){
const _errs200 = errors;
if(typeof data.attribution !== "string"){
validate24.errors = [true];
return false;
}
var valid0 = _errs200 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.application_errors_full !== undefined){
let data95 = data.application_errors_full;
const _errs202 = errors;
if(errors === _errs202){
if(Array.isArray(data95)){
var valid21 = true;
const len10 = data95.length;
for(let i10=0; i10<len10; i10++){
const _errs204 = errors;
if(typeof data95[i10] !== "string"){
validate24.errors = [true];
return false;
}
var valid21 = _errs204 === errors;
if(!valid21){
break;
}
}
}
else {
validate24.errors = [true];
return false;
}
}
var valid0 = _errs202 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.application_errors_unique !== undefined){
let data97 = data.application_errors_unique;
const _errs206 = errors;
if(errors === _errs206){
if(Array.isArray(data97)){
var valid22 = true;
const len11 = data97.length;
for(let i11=0; i11<len11; i11++){
const _errs208 = errors;
if(typeof data97[i11] !== "string"){
validate24.errors = [true];
return false;
}
var valid22 = _errs208 === errors;
if(!valid22){
break;
}
}
}
else {
validate24.errors = [true];
return false;
}
}
var valid0 = _errs206 === errors;
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
validate24.errors = [true];
return false;
}
}
validate24.errors = vErrors;
return errors === 0;
}
validate24.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const alert = validate25;
const schema36 = {"$id":"alert","type":"object","required":["kind","key","state","summary"],"properties":{"kind":{"const":"alert","type":"string"},"time":{"type":"string"},"job":{"type":"string"},"run":{"type":"string"},"attempt":{"type":"integer"},"node":{"type":"string"},"rank":{"type":"integer"},"local_rank":{"type":"integer"},"task":{"type":"integer"},"stream":{"type":"string","enum":["stdout","stderr"]},"file":{"type":"string"},"key":{"type":"string"},"state":{"type":"string","enum":["firing","resolved"]},"severity":{"type":"string","enum":["info","warning","critical"]},"summary":{"type":"string"},"body":{"type":"string"},"steps":{"type":"array","items":{"type":"object","required":["step"],"properties":{"time":{"type":"string"},"step":{"type":"integer"},"rank":{"type":"integer"},"metrics":{"type":"object","additionalProperties":{"type":["number","null"]}}}}},"labels":{"type":"object","additionalProperties":{"type":"string"}},"episode":{"type":"integer"},"reminder":{"type":"integer"},"sequence":{"type":"integer"},"starts_at":{"type":"string"},"ends_at":{"type":"string"}},"additionalProperties":true};

function validate25(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="alert" */;
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
let missing0;
if(((((data.kind === undefined) && (missing0 = "kind")) || ((data.key === undefined) && (missing0 = "key"))) || ((data.state === undefined) && (missing0 = "state"))) || ((data.summary === undefined) && (missing0 = "summary"))){
validate25.errors = [true];
return false;
}
else {
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate25.errors = [true];
return false;
}
if("alert" !== data0){
validate25.errors = [true];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.time !== undefined){
const _errs4 = errors;
if(typeof data.time !== "string"){
validate25.errors = [true];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.job !== undefined){
const _errs6 = errors;
if(typeof data.job !== "string"){
validate25.errors = [true];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.run !== undefined){
const _errs8 = errors;
if(typeof data.run !== "string"){
validate25.errors = [true];
return false;
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.attempt !== undefined){
let data4 = data.attempt;
const _errs10 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate25.errors = [true];
return false;
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
validate25.errors = [true];
return false;
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.rank !== undefined){
let data6 = data.rank;
const _errs14 = errors;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
validate25.errors = [true];
return false;
}
var valid0 = _errs14 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.local_rank !== undefined){
let data7 = data.local_rank;
const _errs16 = errors;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
validate25.errors = [true];
return false;
}
var valid0 = _errs16 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.task !== undefined){
let data8 = data.task;
const _errs18 = errors;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
validate25.errors = [true];
return false;
}
var valid0 = _errs18 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.stream !== undefined){
let data9 = data.stream;
const _errs20 = errors;
if(typeof data9 !== "string"){
validate25.errors = [true];
return false;
}
if(!((data9 === "stdout") || (data9 === "stderr"))){
validate25.errors = [true];
return false;
}
var valid0 = _errs20 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.file !== undefined){
const _errs22 = errors;
if(typeof data.file !== "string"){
validate25.errors = [true];
return false;
}
var valid0 = _errs22 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.key !== undefined){
const _errs24 = errors;
if(typeof data.key !== "string"){
validate25.errors = [true];
return false;
}
var valid0 = _errs24 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.state !== undefined){
let data12 = data.state;
const _errs26 = errors;
if(typeof data12 !== "string"){
validate25.errors = [true];
return false;
}
if(!((data12 === "firing") || (data12 === "resolved"))){
validate25.errors = [true];
return false;
}
var valid0 = _errs26 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.severity !== undefined){
let data13 = data.severity;
const _errs28 = errors;
if(typeof data13 !== "string"){
validate25.errors = [true];
return false;
}
if(!(((data13 === "info") || (data13 === "warning")) || (data13 === "critical"))){
validate25.errors = [true];
return false;
}
var valid0 = _errs28 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.summary !== undefined){
const _errs30 = errors;
if(typeof data.summary !== "string"){
validate25.errors = [true];
return false;
}
var valid0 = _errs30 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.body !== undefined){
const _errs32 = errors;
if(typeof data.body !== "string"){
validate25.errors = [true];
return false;
}
var valid0 = _errs32 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.steps !== undefined){
let data16 = data.steps;
const _errs34 = errors;
if(errors === _errs34){
if(Array.isArray(data16)){
var valid1 = true;
const len0 = data16.length;
for(let i0=0; i0<len0; i0++){
let data17 = data16[i0];
const _errs36 = errors;
if(errors === _errs36){
if(data17 && typeof data17 == "object" && !Array.isArray(data17)){
let missing1;
if((data17.step === undefined) && (missing1 = "step")){
validate25.errors = [true];
return false;
}
else {
if(data17.time !== undefined){
const _errs38 = errors;
if(typeof data17.time !== "string"){
validate25.errors = [true];
return false;
}
var valid2 = _errs38 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data17.step !== undefined){
let data19 = data17.step;
const _errs40 = errors;
if(!(((typeof data19 == "number") && (!(data19 % 1) && !isNaN(data19))) && (isFinite(data19)))){
validate25.errors = [true];
return false;
}
var valid2 = _errs40 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data17.rank !== undefined){
let data20 = data17.rank;
const _errs42 = errors;
if(!(((typeof data20 == "number") && (!(data20 % 1) && !isNaN(data20))) && (isFinite(data20)))){
validate25.errors = [true];
return false;
}
var valid2 = _errs42 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data17.metrics !== undefined){
let data21 = data17.metrics;
const _errs44 = errors;
if(errors === _errs44){
if(data21 && typeof data21 == "object" && !Array.isArray(data21)){
for(const key0 in data21){
let data22 = data21[key0];
const _errs47 = errors;
if((!((typeof data22 == "number") && (isFinite(data22)))) && (data22 !== null)){
validate25.errors = [true];
return false;
}
var valid3 = _errs47 === errors;
if(!valid3){
break;
}
}
}
else {
validate25.errors = [true];
return false;
}
}
var valid2 = _errs44 === errors;
}
else {
var valid2 = true;
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
var valid1 = _errs36 === errors;
if(!valid1){
break;
}
}
}
else {
validate25.errors = [true];
return false;
}
}
var valid0 = _errs34 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.labels !== undefined){
let data23 = data.labels;
const _errs49 = errors;
if(errors === _errs49){
if(data23 && typeof data23 == "object" && !Array.isArray(data23)){
for(const key1 in data23){
const _errs52 = errors;
if(typeof data23[key1] !== "string"){
validate25.errors = [true];
return false;
}
var valid4 = _errs52 === errors;
if(!valid4){
break;
}
}
}
else {
validate25.errors = [true];
return false;
}
}
var valid0 = _errs49 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.episode !== undefined){
let data25 = data.episode;
const _errs54 = errors;
if(!(((typeof data25 == "number") && (!(data25 % 1) && !isNaN(data25))) && (isFinite(data25)))){
validate25.errors = [true];
return false;
}
var valid0 = _errs54 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reminder !== undefined){
let data26 = data.reminder;
const _errs56 = errors;
if(!(((typeof data26 == "number") && (!(data26 % 1) && !isNaN(data26))) && (isFinite(data26)))){
validate25.errors = [true];
return false;
}
var valid0 = _errs56 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.sequence !== undefined){
let data27 = data.sequence;
const _errs58 = errors;
if(!(((typeof data27 == "number") && (!(data27 % 1) && !isNaN(data27))) && (isFinite(data27)))){
validate25.errors = [true];
return false;
}
var valid0 = _errs58 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.starts_at !== undefined){
const _errs60 = errors;
if(typeof data.starts_at !== "string"){
validate25.errors = [true];
return false;
}
var valid0 = _errs60 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ends_at !== undefined){
const _errs62 = errors;
if(typeof data.ends_at !== "string"){
validate25.errors = [true];
return false;
}
var valid0 = _errs62 === errors;
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

export const delivery = validate26;
const schema37 = {"$id":"delivery","type":"object","required":["kind","alert","channel","outcome"],"properties":{"kind":{"const":"delivery","type":"string"},"time":{"type":"string"},"job":{"type":"string"},"run":{"type":"string"},"attempt":{"type":"integer"},"node":{"type":"string"},"rank":{"type":"integer"},"local_rank":{"type":"integer"},"task":{"type":"integer"},"stream":{"type":"string","enum":["stdout","stderr"]},"file":{"type":"string"},"alert":{"type":"string"},"channel":{"type":"string"},"sequence":{"type":"integer"},"outcome":{"type":"string","enum":["sent","failed"]},"attempts":{"type":"integer"},"error":{"type":"string"},"episode":{"type":"integer"}},"additionalProperties":true};

function validate26(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="delivery" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate26.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((data.kind === undefined) && (missing0 = "kind")) || ((data.alert === undefined) && (missing0 = "alert"))) || ((data.channel === undefined) && (missing0 = "channel"))) || ((data.outcome === undefined) && (missing0 = "outcome"))){
validate26.errors = [true];
return false;
}
else {
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate26.errors = [true];
return false;
}
if("delivery" !== data0){
validate26.errors = [true];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.time !== undefined){
const _errs4 = errors;
if(typeof data.time !== "string"){
validate26.errors = [true];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.job !== undefined){
const _errs6 = errors;
if(typeof data.job !== "string"){
validate26.errors = [true];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.run !== undefined){
const _errs8 = errors;
if(typeof data.run !== "string"){
validate26.errors = [true];
return false;
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.attempt !== undefined){
let data4 = data.attempt;
const _errs10 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate26.errors = [true];
return false;
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
validate26.errors = [true];
return false;
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.rank !== undefined){
let data6 = data.rank;
const _errs14 = errors;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
validate26.errors = [true];
return false;
}
var valid0 = _errs14 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.local_rank !== undefined){
let data7 = data.local_rank;
const _errs16 = errors;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
validate26.errors = [true];
return false;
}
var valid0 = _errs16 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.task !== undefined){
let data8 = data.task;
const _errs18 = errors;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
validate26.errors = [true];
return false;
}
var valid0 = _errs18 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.stream !== undefined){
let data9 = data.stream;
const _errs20 = errors;
if(typeof data9 !== "string"){
validate26.errors = [true];
return false;
}
if(!((data9 === "stdout") || (data9 === "stderr"))){
validate26.errors = [true];
return false;
}
var valid0 = _errs20 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.file !== undefined){
const _errs22 = errors;
if(typeof data.file !== "string"){
validate26.errors = [true];
return false;
}
var valid0 = _errs22 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.alert !== undefined){
const _errs24 = errors;
if(typeof data.alert !== "string"){
validate26.errors = [true];
return false;
}
var valid0 = _errs24 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.channel !== undefined){
const _errs26 = errors;
if(typeof data.channel !== "string"){
validate26.errors = [true];
return false;
}
var valid0 = _errs26 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.sequence !== undefined){
let data13 = data.sequence;
const _errs28 = errors;
if(!(((typeof data13 == "number") && (!(data13 % 1) && !isNaN(data13))) && (isFinite(data13)))){
validate26.errors = [true];
return false;
}
var valid0 = _errs28 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.outcome !== undefined){
let data14 = data.outcome;
const _errs30 = errors;
if(typeof data14 !== "string"){
validate26.errors = [true];
return false;
}
if(!((data14 === "sent") || (data14 === "failed"))){
validate26.errors = [true];
return false;
}
var valid0 = _errs30 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.attempts !== undefined){
let data15 = data.attempts;
const _errs32 = errors;
if(!(((typeof data15 == "number") && (!(data15 % 1) && !isNaN(data15))) && (isFinite(data15)))){
validate26.errors = [true];
return false;
}
var valid0 = _errs32 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.error !== undefined){
const _errs34 = errors;
if(typeof data.error !== "string"){
validate26.errors = [true];
return false;
}
var valid0 = _errs34 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.episode !== undefined){
let data17 = data.episode;
const _errs36 = errors;
if(!(((typeof data17 == "number") && (!(data17 % 1) && !isNaN(data17))) && (isFinite(data17)))){
validate26.errors = [true];
return false;
}
var valid0 = _errs36 === errors;
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
validate26.errors = [true];
return false;
}
}
validate26.errors = vErrors;
return errors === 0;
}
validate26.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const notice = validate27;
const schema38 = {"$id":"notice","type":"object","required":["kind","code","message"],"properties":{"kind":{"const":"notice","type":"string"},"time":{"type":"string"},"job":{"type":"string"},"run":{"type":"string"},"attempt":{"type":"integer"},"node":{"type":"string"},"rank":{"type":"integer"},"local_rank":{"type":"integer"},"task":{"type":"integer"},"stream":{"type":"string","enum":["stdout","stderr"]},"file":{"type":"string"},"code":{"type":"string"},"message":{"type":"string"},"count":{"type":"integer"},"stage":{"type":"string"}},"additionalProperties":true};

function validate27(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="notice" */;
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
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.code === undefined) && (missing0 = "code"))) || ((data.message === undefined) && (missing0 = "message"))){
validate27.errors = [true];
return false;
}
else {
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate27.errors = [true];
return false;
}
if("notice" !== data0){
validate27.errors = [true];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.time !== undefined){
const _errs4 = errors;
if(typeof data.time !== "string"){
validate27.errors = [true];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.job !== undefined){
const _errs6 = errors;
if(typeof data.job !== "string"){
validate27.errors = [true];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.run !== undefined){
const _errs8 = errors;
if(typeof data.run !== "string"){
validate27.errors = [true];
return false;
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.attempt !== undefined){
let data4 = data.attempt;
const _errs10 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate27.errors = [true];
return false;
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
validate27.errors = [true];
return false;
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.rank !== undefined){
let data6 = data.rank;
const _errs14 = errors;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
validate27.errors = [true];
return false;
}
var valid0 = _errs14 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.local_rank !== undefined){
let data7 = data.local_rank;
const _errs16 = errors;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
validate27.errors = [true];
return false;
}
var valid0 = _errs16 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.task !== undefined){
let data8 = data.task;
const _errs18 = errors;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
validate27.errors = [true];
return false;
}
var valid0 = _errs18 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.stream !== undefined){
let data9 = data.stream;
const _errs20 = errors;
if(typeof data9 !== "string"){
validate27.errors = [true];
return false;
}
if(!((data9 === "stdout") || (data9 === "stderr"))){
validate27.errors = [true];
return false;
}
var valid0 = _errs20 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.file !== undefined){
const _errs22 = errors;
if(typeof data.file !== "string"){
validate27.errors = [true];
return false;
}
var valid0 = _errs22 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.code !== undefined){
const _errs24 = errors;
if(typeof data.code !== "string"){
validate27.errors = [true];
return false;
}
var valid0 = _errs24 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.message !== undefined){
const _errs26 = errors;
if(typeof data.message !== "string"){
validate27.errors = [true];
return false;
}
var valid0 = _errs26 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.count !== undefined){
let data13 = data.count;
const _errs28 = errors;
if(!(((typeof data13 == "number") && (!(data13 % 1) && !isNaN(data13))) && (isFinite(data13)))){
validate27.errors = [true];
return false;
}
var valid0 = _errs28 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.stage !== undefined){
const _errs30 = errors;
if(typeof data.stage !== "string"){
validate27.errors = [true];
return false;
}
var valid0 = _errs30 === errors;
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
validate27.errors = [true];
return false;
}
}
validate27.errors = vErrors;
return errors === 0;
}
validate27.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
