using System.Globalization;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;
using Slipway.Deployment.Traffic.Ledgers;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Services;

/// <summary>A person's order is carried out once; one that cannot be is told in the history.</summary>
internal static class OrderStep
{
    /// <returns>What the rollout policy is to be told; null for nothing.</returns>
    public static RolloutOrder? Take(ServiceDraft draft, ServiceLedger ledger)
    {
        if (draft.Service.Metadata.Annotations?.TryGetValue(SlipwayGroup.OrderAnnotation, out var text) != true)
            return null;
        var order = ReleaseOrder.Read(text!);
        var id = order?.Id ?? text!;
        if (draft.Status.HandledOrder == id)
            return null;
        draft.Status = draft.Status with { HandledOrder = id };
        if (order is not null)
            return Carry(draft, order, ledger);
        draft.Tell("refused", $"the annotation {SlipwayGroup.OrderAnnotation} is no order: {Short(text!)}", null);
        return null;
    }

    /// <summary>The parts of the traffic that a person has set, by revision.</summary>
    public static IReadOnlyDictionary<int, double> Split(ModelServiceStatus status) =>
        (status.Split ?? new Dictionary<string, double>())
            .Where(each => int.TryParse(each.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .ToDictionary(each => int.Parse(each.Key, CultureInfo.InvariantCulture), each => each.Value);

    private static RolloutOrder? Carry(ServiceDraft draft, ReleaseOrder order, ServiceLedger ledger)
    {
        switch (order.Verb)
        {
            case ReleaseVerb.Promote:
                return Going(draft, RolloutOrder.Promote);
            case ReleaseVerb.Pause:
                return Going(draft, RolloutOrder.Pause);
            case ReleaseVerb.Resume when draft.Status.Split is not null && draft.Active is null:
                draft.Status = draft.Status with { Split = null };
                draft.Tell("resumed", $"the split by hand ends; revision {draft.Status.Stable} has the traffic", null);
                return null;
            case ReleaseVerb.Resume:
                draft.Status = draft.Status with { Split = null };
                return Going(draft, RolloutOrder.Resume);
            case ReleaseVerb.Rollback:
                return Rollback(draft, order.Revision, ledger);
            case ReleaseVerb.Split:
                return SplitBy(draft, order.Split ?? new Dictionary<string, double>());
            default:
                draft.Tell("refused", $"this operator knows no order '{order.Verb}'", null);
                return null;
        }
    }

    private static RolloutOrder? Going(ServiceDraft draft, RolloutOrder order)
    {
        if (draft.Active is not null)
            return order;
        draft.Tell("refused", $"no release goes on that could be told to {order.ToString().ToLowerInvariant()}", null);
        return null;
    }

    private static RolloutOrder? Rollback(ServiceDraft draft, int? revision, ServiceLedger ledger)
    {
        if (draft.Active is { State.Stable: not null } active && (revision is null || revision == active.State.Stable))
            return RolloutOrder.Rollback;
        var target = revision ?? draft.Status.Previous;
        if (target is null || draft.Find(target.Value) is null || target == draft.Status.Stable)
        {
            var why =
                target is null ? "there was no other revision"
                : target == draft.Status.Stable ? $"revision {target} has the traffic already"
                : $"there is no revision {target}";
            draft.Tell("refused", $"a rollback by hand: {why}", target);
            return null;
        }

        draft.Tell("rollback", $"back to revision {target} from {draft.Status.Stable}, by hand", target);
        // It was judged once; it takes over as soon as it is ready.
        var config = new RolloutConfig
        {
            Gates = new GatesConfig
            {
                ErrorRate = null,
                Latency = null,
                Golden = false,
            },
        };
        RevisionStep.Begin(draft, target.Value, config, ledger);
        return null;
    }

    private static RolloutOrder? SplitBy(ServiceDraft draft, IReadOnlyDictionary<string, double> weights)
    {
        var unknown = weights.Keys.Where(key => draft.Status.Revisions.All(each => Text(each.Number) != key)).ToList();
        var sum = weights.Values.Sum();
        if (unknown.Count > 0 || !(sum > 0) || !double.IsFinite(sum) || weights.Values.Any(weight => weight < 0))
        {
            var why = unknown.Count > 0 ? $"there is no revision {string.Join(", ", unknown)}" : "no part is over 0";
            draft.Tell("refused", $"a split by hand: {why}", null);
            return null;
        }

        draft.Status = draft.Status with { Split = weights.ToDictionary(each => each.Key, each => each.Value / sum) };
        var parts = weights
            .OrderBy(each => each.Key, StringComparer.Ordinal)
            .Select(each =>
                string.Create(CultureInfo.InvariantCulture, $"{100 * each.Value / sum:0.##} % to revision {each.Key}")
            );
        draft.Tell("split", $"by hand: {string.Join(", ", parts)}", null);
        return draft.Active is { Phase: not RolloutPhase.Paused } ? RolloutOrder.Pause : null;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Short(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
