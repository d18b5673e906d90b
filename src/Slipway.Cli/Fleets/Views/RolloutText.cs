using System.Globalization;
using System.Text.Json;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Rollouts;

namespace Slipway.Cli.Fleets.Views;

/// <summary>How far a release is, in lines.</summary>
internal static class RolloutText
{
    public static bool IsOver(RolloutStatus rollout) =>
        rollout.Phase is RolloutPhase.Promoted or RolloutPhase.RolledBack;

    /// <summary>Those that are going on, or stand still.</summary>
    public static IReadOnlyList<string> Of(FleetStatus status) =>
        [.. status.Services.Where(service => service.Rollout is { } rollout && !IsOver(rollout)).SelectMany(Lines)];

    /// <summary>One line for it, and one for each gate.</summary>
    public static IEnumerable<string> Lines(ServiceStatus service)
    {
        if (service.Rollout is not { } rollout)
            yield break;
        yield return Head(service, rollout);
        foreach (var gate in rollout.Gates)
        {
            yield return Gate(gate);
        }
    }

    public static string Gate(GateReading gate) =>
        CliConsole.Plain($"  {gate.Gate}: {Word(gate.Verdict)}: {gate.Text}");

    /// <summary>A member of an enumeration as it is written everywhere: <c>rolled-back</c>.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static string Head(ServiceStatus service, RolloutStatus rollout)
    {
        var weight = service.Revisions.FirstOrDefault(each => each.Number == rollout.Candidate)?.Weight ?? 0;
        var step =
            rollout.Step > 0
                ? string.Create(CultureInfo.InvariantCulture, $", step {rollout.Step} of {rollout.Steps}")
                : "";
        var from = rollout.Stable > 0 ? string.Create(CultureInfo.InvariantCulture, $" after {rollout.Stable}") : "";
        var why = rollout.Reason is { } reason ? $": {reason}" : "";
        return CliConsole.Plain(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{service.Name}: revision {rollout.Candidate}{from}, {Word(rollout.Strategy)}, {Word(rollout.Phase)}{step}, {Figures.Part(weight)} of the traffic{why}"
            )
        );
    }
}
