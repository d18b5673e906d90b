using System.CommandLine;
using System.Text.Json;
using Slipway.Benchmarks.LoadClient;

var protocol = new Option<string>("--protocol") { Description = "grpc or rest", Required = true };
protocol.AcceptOnlyFromAmong("grpc", "rest");
var url = new Option<string>("--url") { Description = "Whole address, path included", Required = true };
var body = new Option<FileInfo>("--body") { Description = "What to send; for gRPC framed", Required = true };
var jsonLength = new Option<int>("--json-length") { Description = "Length of the JSON before binary tensors; 0: none" };

var output = new Option<FileInfo>("--out") { Description = "Where the answer goes", Required = true };
var wait = new Option<double>("--wait") { Description = "Seconds to try", DefaultValueFactory = _ => 30 };
var recordCommand = new Command("record", "Waits for a server and keeps one answer")
{
    protocol,
    url,
    body,
    jsonLength,
    output,
    wait,
};
recordCommand.SetAction(
    async (parsed, cancellationToken) =>
    {
        var patience = TimeSpan.FromSeconds(parsed.GetValue(wait));
        var answer = await Recorder.RecordAsync(NewWire(parsed), patience, cancellationToken);
        await File.WriteAllBytesAsync(parsed.GetRequiredValue(output).FullName, answer, cancellationToken);
    }
);

var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 8 };
var streams = new Option<int>("--streams")
{
    Description = "Calls in flight on each connection",
    DefaultValueFactory = _ => 1,
};
var warmUp = new Option<double>("--warmup") { Description = "Seconds", DefaultValueFactory = _ => 20 };
var duration = new Option<double>("--duration") { Description = "Seconds", DefaultValueFactory = _ => 10 };
var expectLength = new Option<int?>("--expect-length") { Description = "Bytes of a right answer" };
var pid = new Option<int?>("--pid") { Description = "Server process whose CPU time is read" };
var probe = new Option<int?>("--probe-port") { Description = "Port of the allocation probe" };
var caseName = new Option<string>("--case") { DefaultValueFactory = _ => "" };
var server = new Option<string>("--server") { DefaultValueFactory = _ => "" };
var runCommand = new Command("run", "Loads a server and prints one line of JSON")
{
    protocol,
    url,
    body,
    jsonLength,
    connections,
    streams,
    warmUp,
    duration,
    expectLength,
    pid,
    probe,
    caseName,
    server,
};
runCommand.SetAction(
    async (parsed, cancellationToken) =>
    {
        var options = new LoadOptions(
            parsed.GetValue(connections),
            parsed.GetValue(streams),
            TimeSpan.FromSeconds(parsed.GetValue(warmUp)),
            TimeSpan.FromSeconds(parsed.GetValue(duration)),
            parsed.GetValue(expectLength)
        );
        var load = new LoadRun(
            NewWire(parsed),
            options,
            new ServerObserver(parsed.GetValue(pid), parsed.GetValue(probe))
        );
        var result = await load.RunAsync(parsed.GetValue(caseName)!, parsed.GetValue(server)!, cancellationToken);
        Console.WriteLine(JsonSerializer.Serialize(result, MeasurementJson.Default.Measurement));
        return result.Errors == 0 ? 0 : 1;
    }
);

var results = new Argument<FileInfo>("results") { Description = "File with one line of JSON a cell" };
var reportCommand = new Command("report", "Prints the tables of a results file as Markdown") { results };
reportCommand.SetAction(parsed =>
    Console.Write(Report.Write(File.ReadLines(parsed.GetRequiredValue(results).FullName)))
);

return await new RootCommand("Closed-loop load for gRPC and REST") { recordCommand, runCommand, reportCommand }
    .Parse(args)
    .InvokeAsync();

Wire NewWire(ParseResult parsed) =>
    new(
        parsed.GetValue(protocol) == "grpc",
        new Uri(parsed.GetRequiredValue(url)),
        File.ReadAllBytes(parsed.GetRequiredValue(body).FullName),
        parsed.GetValue(jsonLength)
    );
