using System.CommandLine;
using System.Globalization;
using Slipway.Cli.Commands;
using Slipway.Cli.Fleets.CommandLine;
using Slipway.Cli.Fleets.Locating;
using Slipway.Cli.Fleets.Views;
using Slipway.Cli.Fleets.Watching;
using Slipway.Deployment.Fleet;

namespace Slipway.Cli.Fleets.Releases;

/// <summary>Splits traffic by hand.</summary>
internal sealed class SplitCommand : ServiceCommand
{
    private const double Tolerance = 1e-6;

    private readonly Argument<string[]> _parts = new("REVISION=PART")
    {
        Description = "Each revision's part of the traffic, in percent or any other measure.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly WaitArguments _wait = new();

    public SplitCommand(CliEnvironment environment)
        : base(
            "split",
            "Split a service's traffic over revisions by hand; a release that goes on is paused by it. 'slipway resume' or another "
                + "release ends the split.",
            environment
        )
    {
        Add(_parts);
        _wait.AddTo(this);
        AddFleet();
        _parts.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => Parse(token.Value) is null))
            {
                result.AddError($"'{token.Value}' is no REVISION=PART, such as 2=10.");
            }

            foreach (
                var twice in result
                    .Tokens.Select(token => Parse(token.Value)?.Revision)
                    .OfType<int>()
                    .CountBy(revision => revision)
                    .Where(count => count.Value > 1)
            )
            {
                result.AddError($"Revision {twice.Key} is there twice.");
            }
        });
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [new("slipway split ner 1=90 2=10", "A tenth of the requests to revision 2")];

    protected override async Task<int> RunAsync(
        ParseResult result,
        IFoundFleet known,
        IFleet fleet,
        CancellationToken cancellationToken
    )
    {
        var service = Service(result);
        var parts = result
            .GetRequiredValue(_parts)
            .Select(part => Parse(part)!.Value)
            .ToDictionary(part => part.Revision, part => part.Part);
        await fleet.SplitAsync(service, parts, cancellationToken);
        if (!_wait.Waits(result))
        {
            await Console.Output.WriteLineAsync($"{service} was told to; 'slipway status' shows it.");
            return ExitCodes.Ok;
        }

        // A revision without a ready replica gets its part when it has one.
        var sum = parts.Values.Sum();
        var seen = await new ServiceWait(Console, known, fleet).UntilAsync(
            service,
            status => status.Revisions.All(revision => IsAt(revision, parts.GetValueOrDefault(revision.Number) / sum)),
            cancellationToken
        );
        await Console.Output.WriteLineAsync(
            $"{service}: revisions {Figures.Revisions(seen)} have {Figures.Traffic(seen)} % of the traffic."
        );
        return ExitCodes.Ok;
    }

    private static bool IsAt(RevisionStatus revision, double part) => Math.Abs(revision.Weight - part) < Tolerance;

    private static (int Revision, double Part)? Parse(string text) =>
        text.Split('=') is [var revision, var part]
        && int.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value)
            ? (number, value)
            : null;
}
