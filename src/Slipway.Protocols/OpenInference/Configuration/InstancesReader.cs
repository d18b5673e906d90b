using Slipway.Protocols.OpenInference.Grpc.Proto;
using Kind = Slipway.Protocols.OpenInference.Grpc.Proto.ModelInstanceGroup.Types.Kind;

namespace Slipway.Protocols.OpenInference.Configuration;

/// <summary>Instances are places to compute at the same time.</summary>
internal static class InstancesReader
{
    public static void Read(ConfigReading reading)
    {
        var groups = reading.Message.InstanceGroup;
        for (var i = 0; i < groups.Count; i++)
        {
            var group = groups[i];
            var path = $"instance_group[{i}]";
            if (group.Count < 0)
                reading.Wrong($"{path}.count", "must be 1 or more");
            if (group.Kind == Kind.Gpu || group.Gpus.Count > 0)
                reading.Remark($"{path}: no GPU is used, the model is computed on the CPU");
            if (Passed(group) is { Length: > 0 } passed)
                reading.Remark($"{path}: {passed} has no effect");
        }

        if (CountOnCpu(reading.Message) is > 0 and var count)
            reading.Config.Scheduling.MaxConcurrency = count;
    }

    /// <summary>The instances that a configuration asks for on the CPU; 0 where it does not say.</summary>
    public static int CountOnCpu(ModelConfig message)
    {
        var count = message
            .InstanceGroup.Where(group => group.Kind is Kind.Auto or Kind.Cpu && !group.Passive)
            .Sum(group => (long)Math.Max(group.Count, 0));
        return (int)Math.Min(count, int.MaxValue);
    }

    private static string Passed(ModelInstanceGroup group)
    {
        string?[] names =
        [
            group.RateLimiter is null ? null : "rate_limiter",
            group.SecondaryDevices.Count == 0 ? null : "secondary_devices",
            group.Profile.Count == 0 ? null : "profile",
            group.Passive ? "passive" : null,
            group.HostPolicy.Length == 0 ? null : "host_policy",
        ];
        return string.Join(", ", names.Where(name => name is not null));
    }
}
