using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Slipway.Cli.Bench.Load;
using Slipway.Cli.Commands;

namespace Slipway.Cli.Bench.CommandLine;

/// <summary>The options that say how much is sent, when, and for how long.</summary>
internal sealed class LoadArguments
{
    public const int DefaultConcurrency = 8;
    public const int DefaultMaxInFlight = 512;

    private const int MostInFlight = 20_000;
    private const int MostPoints = 64;
    private const double MostPerSecond = 1_000_000;
    private const int MostIntervals = 100_000;

    // As many calls as gRPC servers let one connection carry at a time.
    private const int MostStreams = 100;
    private const int UsualStreams = 8;
    private const int UsualConnections = 8;

    private readonly Option<double[]?> _concurrency = Numbers(
        "--concurrency",
        1,
        MostInFlight,
        isWhole: true,
        $"Closed loop: requests in flight at all times, or several to try one after another. Default: {DefaultConcurrency}."
    );
    private readonly Option<double[]?> _rate = Numbers(
        "--rate",
        0.01,
        MostPerSecond,
        isWhole: false,
        "Open loop: requests a second, whatever becomes of those before, or several rates to try one after another."
    );
    private readonly Option<string?> _arrivals = new("--arrivals")
    {
        Description = "How an open loop's requests come: poisson or constant. Default: poisson.",
        HelpName = "KIND",
    };
    private readonly Option<int?> _maxInFlight = new("--max-in-flight")
    {
        Description =
            "The most requests of an open loop in flight; what is due beyond them is counted as unsent. "
            + $"Default: {DefaultMaxInFlight}.",
        HelpName = "N",
    };
    private readonly Option<int?> _connections = new("--connections")
    {
        Description =
            "TCP connections that gRPC calls are spread over. Default: one for every 8 calls in flight, up to 8. REST has "
            + "one for each request in flight.",
        HelpName = "N",
    };
    private readonly Option<double?> _warmup = Seconds(
        "--warmup",
        0,
        "Seconds of load before each window. Default: 5; a server that compiles its code as it runs needs 30."
    );
    private readonly Option<double?> _duration = Seconds("--duration", 0.1, "Seconds that are measured. Default: 10.");
    private readonly Option<double?> _timeout = Seconds(
        "--timeout",
        0.01,
        "Seconds after which a request is given up and counts as failed. Default: 10."
    );
    private readonly Option<double?> _interval = Seconds(
        "--interval",
        0.1,
        "Print a line every so many seconds. The reports have a series over time in any case, every second."
    );
    private readonly Option<int?> _deadline = new("--deadline")
    {
        Description =
            "Milliseconds that each request gives the server: grpc-timeout for gRPC, x-request-timeout-ms for REST.",
        HelpName = "MS",
    };

    public LoadArguments()
    {
        _arrivals.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "poisson", "constant");
        RequireRange(_maxInFlight, 1, MostInFlight);
        RequireRange(_connections, 1, MostInFlight);
        RequireRange(_deadline, 1, 99_999_999);
    }

    public void AddTo(Command command)
    {
        foreach (
            var option in (Option[])
                [
                    _concurrency,
                    _rate,
                    _arrivals,
                    _maxInFlight,
                    _connections,
                    _warmup,
                    _duration,
                    _timeout,
                    _deadline,
                    _interval,
                ]
        )
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            // The values are not looked at where they could not be read.
            bool IsGiven(Option option) => result.GetResult(option) is not null;
            if (IsGiven(_rate) && IsGiven(_concurrency))
                result.AddError("--rate and --concurrency exclude each other: a loop is open or closed.");
            if (!IsGiven(_rate) && (IsGiven(_arrivals) || IsGiven(_maxInFlight)))
                result.AddError("--arrivals and --max-in-flight go with --rate.");
        });
    }

    public TimeSpan Timeout(ParseResult result) => TimeSpan.FromSeconds(result.GetValue(_timeout) ?? 10);

    public int? Deadline(ParseResult result) => result.GetValue(_deadline);

    public bool ShowsIntervals(ParseResult result) => result.GetValue(_interval) is not null;

    /// <summary>What is to be run, in the order in which it was given.</summary>
    /// <exception cref="CliException">An option of gRPC with REST.</exception>
    public IReadOnlyList<LoadPlan> ReadPlans(ParseResult result, bool isGrpc, int seed)
    {
        if (!isGrpc && result.GetValue(_connections) is not null)
        {
            throw CliException.Usage(
                "--connections is for gRPC: HTTP/1.1 has a connection for each request in flight, as many as "
                    + "--concurrency or --max-in-flight says."
            );
        }

        var duration = result.GetValue(_duration) ?? 10;
        var interval = result.GetValue(_interval) ?? 1;
        if (duration / interval > MostIntervals)
            throw CliException.Usage($"--duration has more than {MostIntervals} intervals; raise --interval.");

        LoadPlan Plan(int slots) =>
            new()
            {
                Slots = slots,
                Connections = isGrpc ? Connections(result, slots) : slots,
                Seed = seed,
                IsPoisson = !"constant".Equals(result.GetValue(_arrivals), StringComparison.OrdinalIgnoreCase),
                Warmup = TimeSpan.FromSeconds(result.GetValue(_warmup) ?? 5),
                Duration = TimeSpan.FromSeconds(duration),
                Timeout = Timeout(result),
                Interval = TimeSpan.FromSeconds(interval),
            };

        return result.GetValue(_rate) is { Length: > 0 } rates
            ? [.. rates.Select(rate => Plan(MaxInFlight(result)) with { Rate = rate })]
            : [.. Concurrencies(result).Select(n => Plan((int)n) with { Concurrency = (int)n })];
    }

    // An option that is not there reads as an empty array.
    private double[] Concurrencies(ParseResult result) =>
        result.GetValue(_concurrency) is { Length: > 0 } values ? values : [DefaultConcurrency];

    // No more than fit on the connections, where only those are given.
    private int MaxInFlight(ParseResult result) =>
        result.GetValue(_maxInFlight)
        ?? Math.Min((result.GetValue(_connections) ?? DefaultMaxInFlight) * MostStreams, DefaultMaxInFlight);

    private int Connections(ParseResult result, int slots)
    {
        var usual = Math.Max(Math.Min(DivideUp(slots, UsualStreams), UsualConnections), DivideUp(slots, MostStreams));
        var connections = Math.Min(result.GetValue(_connections) ?? usual, slots);
        return slots <= connections * MostStreams
            ? connections
            : throw CliException.Usage(
                $"{slots} calls in flight need at least {DivideUp(slots, MostStreams)} connections: servers let one carry "
                    + $"{MostStreams} at a time, and the rest would wait here."
            );
    }

    private static int DivideUp(int value, int by) => (value + by - 1) / by;

    private static Option<double?> Seconds(string name, double least, string description)
    {
        var option = new Option<double?>(name) { Description = description, HelpName = "SECONDS" };
        option.Validators.Add(result =>
        {
            if (result.Read<double?>() is { } value && !(value >= least && value <= 1e6))
                result.AddError(Invariant($"{name} takes a number of seconds from {least} to 1000000."));
        });
        return option;
    }

    private static void RequireRange(Option<int?> option, int least, int most) =>
        option.Validators.Add(result =>
        {
            if (result.Read<int?>() is { } value && (value < least || value > most))
                result.AddError($"{option.Name} takes a number from {least} to {most}.");
        });

    private static Option<double[]?> Numbers(
        string name,
        double least,
        double most,
        bool isWhole,
        string description
    ) =>
        new(name)
        {
            Description = description,
            HelpName = "N[,N…]",
            CustomParser = result => ParseNumbers(result, name, least, most, isWhole),
        };

    private static double[]? ParseNumbers(ArgumentResult result, string name, double least, double most, bool isWhole)
    {
        var text = result.Tokens[0].Value;
        var parts = text.Split(',');
        var values = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            var isNumber = double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]);
            if (isNumber && values[i] >= least && values[i] <= most && (!isWhole || values[i] == Math.Floor(values[i])))
                continue;
            var kind = isWhole ? "whole numbers" : "numbers";
            result.AddError(
                Invariant($"{name} takes {kind} from {least} to {most}, separated by commas, not '{text}'.")
            );
            return null;
        }

        if (parts.Length <= MostPoints)
            return values;
        result.AddError($"{name} takes at most {MostPoints} values.");
        return null;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
