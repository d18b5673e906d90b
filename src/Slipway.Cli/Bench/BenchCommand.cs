using System.CommandLine;
using Slipway.Cli.Bench.CommandLine;
using Slipway.Cli.Bench.Measurement;
using Slipway.Cli.Bench.Processes;
using Slipway.Cli.Bench.Reports;
using Slipway.Cli.Bench.Requests;
using Slipway.Cli.Commands;
using Slipway.Cli.Inputs;

namespace Slipway.Cli.Bench;

/// <summary>Puts a server under load and says how it did.</summary>
internal sealed class BenchCommand : SlipwayCommand
{
    private const int DefaultSeed = 1;

    private readonly CliEnvironment _environment;
    private readonly TargetArguments _target = new();
    private readonly LoadArguments _load = new();
    private readonly ReportArguments _report = new();

    public BenchCommand(CliEnvironment environment)
        : base("bench", "Put a server under load and report throughput and latencies.")
    {
        _environment = environment;
        _target.AddTo(this);
        _load.AddTo(this);
        _report.AddTo(this);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway bench http://127.0.0.1:8080", "The one model there, random values, 8 requests in flight"),
        new(
            "slipway bench grpc://127.0.0.1:8081 --model iris:2 --concurrency 1,4,16,64 --html report.html",
            "Where does throughput end and waiting begin? A sweep over gRPC, with plots"
        ),
        new(
            "slipway bench http://127.0.0.1:8080 --rate 500 --deadline 100 --duration 60 --interval 1",
            "Latency at 500 requests a second that come by chance and may take 100 ms"
        ),
        new(
            "slipway bench http://127.0.0.1:8080 --model encoder --shape ids=1,128 --protocol rest-binary",
            "A model with free dimensions, binary tensors"
        ),
        new(
            "slipway bench http://127.0.0.1:8000 --path /v2/models/m/infer --body request.json --json result.json",
            "Any other server, with a prepared request"
        ),
        new(
            "taskset -c 1 slipway bench http://127.0.0.1:8080 --pid 1234 --warmup 30",
            "Requests per second of the server's CPU time, the load on a core of its own"
        ),
    ];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        _environment.PreferFastSockets();
        var target = _target.ReadTarget(result);
        var seed = _target.Input.Seed(result) ?? DefaultSeed;
        var plans = _load.ReadPlans(result, target.Protocol == BenchProtocol.Grpc, seed);
        var observer = new ProcessObserver(_report.Processes(result));
        observer.Check();
        var files = new ReportFiles(_report, result);
        files.Check();

        var request = await PrepareAsync(target, result, seed, cancellationToken);
        var answer = await FirstAnswer.FetchAsync(request, _load.Timeout(result), cancellationToken);
        if (_report.AnswerFile(result) is { } file)
            await File.WriteAllBytesAsync(file, answer, cancellationToken);

        var sweep = new LoadSweep(
            request,
            _report.ChecksLength(result) ? answer.Length : null,
            observer,
            new SweepProgress(_environment.Console, _load.ShowsIntervals(result), _report.IsQuiet(result))
        );
        var started = DateTimeOffset.UtcNow;
        var points = await sweep.RunAsync(plans, cancellationToken);
        var report = ReportFactory.Create(request, answer.Length, plans, points, started) with
        {
            Label = _report.Label(result),
            Interrupted = cancellationToken.IsCancellationRequested,
        };
        report = report with { Settings = report.Settings with { DeadlineMs = _load.Deadline(result) } };
        files.Write(report);
        if (!_report.IsQuiet(result))
            TableReport.Write(_environment.Console.Tables, report);
        return ExitCode(report);
    }

    private async Task<PreparedRequest> PrepareAsync(
        BenchTarget target,
        ParseResult result,
        int seed,
        CancellationToken cancellationToken
    )
    {
        var headers = _target.ReadHeaders(result);
        PreparedRequest request;
        if (_target.ReadBody(result) is { } body)
        {
            request = await body.PrepareAsync(target, cancellationToken);
        }
        else
        {
            var input = _target.Input.Read(result, random: !_target.Input.NamesInput(result)) with { Seed = seed };
            var content = await new InputReader(_environment).LoadAsync(input, cancellationToken);
            request = await ModelRequest.PrepareAsync(target, input, content, _load.Timeout(result), cancellationToken);
        }

        return request.With(headers).WithDeadline(_load.Deadline(result));
    }

    private int ExitCode(BenchReport report)
    {
        if (report.Interrupted)
            return _environment.Signals.ExitCode ?? ExitCodes.Interrupted;
        return report.Points.Any(point => point.Failed.Count > 0) ? ExitCodes.Failure : ExitCodes.Ok;
    }
}
