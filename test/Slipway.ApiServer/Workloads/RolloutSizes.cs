using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Workloads;

/// <summary>What a replica set asks for and has.</summary>
internal readonly record struct ReplicaCount(long Wanted, long Available)
{
    public static ReplicaCount Of(StoredObject set)
    {
        var content = set.Copy();
        return new ReplicaCount(
            content.Number("spec", "replicas") ?? 0,
            content.Number("status", "availableReplicas") ?? 0
        );
    }
}

/// <summary>How large each replica set of a deployment may be at this moment. Pure.</summary>
/// <param name="Old">In the order in which they were given.</param>
internal sealed record RolloutSizes(long Current, IReadOnlyList<long> Old)
{
    public static RolloutSizes Of(
        JsonObject deployment,
        ReplicaCount? current,
        IReadOnlyList<ReplicaCount> old,
        bool hasOldPods
    )
    {
        var wanted = deployment.Number("spec", "replicas") ?? 1;
        var present = old.Select(set => set.Wanted).ToList();
        if (current is not { } newest)
            return new RolloutSizes(0, present);
        if (deployment.Flag("spec", "paused"))
            return new RolloutSizes(old.Any(set => set.Wanted > 0) ? newest.Wanted : wanted, present);
        if (deployment.Text("spec", "strategy", "type") == "Recreate")
            return new RolloutSizes(hasOldPods ? newest.Wanted : wanted, [.. old.Select(_ => 0L)]);

        var rolling = deployment.At("spec", "strategy", "rollingUpdate");
        var surge = Part(rolling.At("maxSurge"), wanted, up: true);
        var unavailable = Part(rolling.At("maxUnavailable"), wanted, up: false);
        if (surge == 0 && unavailable == 0)
            unavailable = 1;

        var all = present.Sum() + newest.Wanted;
        var room = Math.Max(0, wanted + surge - all);
        var size = newest.Wanted > wanted ? wanted : Math.Min(wanted, newest.Wanted + room);
        return new RolloutSizes(size, Shrink(old, newest, wanted - unavailable));
    }

    /// <summary>Takes replicas from the old sets, first such as are not available, as long as enough stay available.</summary>
    private static List<long> Shrink(IReadOnlyList<ReplicaCount> old, ReplicaCount newest, long least)
    {
        var sizes = old.Select(set => set.Wanted).ToList();
        var spare = sizes.Sum() + newest.Wanted - least - (newest.Wanted - newest.Available);
        for (var index = 0; index < sizes.Count && spare > 0; index++)
        {
            var broken = Math.Min(Math.Max(0, old[index].Wanted - old[index].Available), spare);
            sizes[index] -= broken;
            spare -= broken;
        }

        var free = old.Sum(set => Math.Min(set.Available, set.Wanted)) + newest.Available - least;
        for (var index = 0; index < sizes.Count && free > 0 && spare > 0; index++)
        {
            var taken = Math.Min(sizes[index], Math.Min(free, spare));
            sizes[index] -= taken;
            free -= taken;
            spare -= taken;
        }

        return sizes;
    }

    private static long Part(JsonNode? value, long of, bool up)
    {
        if (value.Text() is not { } text)
            return value.Number() ?? 0;
        var share = double.Parse(text.TrimEnd('%'), CultureInfo.InvariantCulture) * of / 100;
        return (long)(up ? Math.Ceiling(share) : Math.Floor(share));
    }
}
