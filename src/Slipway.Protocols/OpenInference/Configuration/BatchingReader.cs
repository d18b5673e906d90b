using Slipway.Models;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Action = Slipway.Protocols.OpenInference.Grpc.Proto.ModelQueuePolicy.Types.TimeoutAction;

namespace Slipway.Protocols.OpenInference.Configuration;

/// <summary>
/// <c>dynamic_batching</c>: sizes, delay, priorities and the queue. A configuration without it is batched as any model is,
/// where that is proved not to change the answers.
/// </summary>
internal static class BatchingReader
{
    public static void Read(ConfigReading reading)
    {
        if (reading.Message.DynamicBatching is not { } batching)
            return;
        var scheduling = reading.Config.Scheduling;
        ReadSizes(reading, batching, scheduling.Batching);
        ReadPriorities(reading, batching, scheduling);
        if (batching.DefaultQueuePolicy is { } queue)
            ReadQueue(reading, queue, scheduling);
        if (batching.PriorityQueuePolicy.Count > 0)
            reading.Remark("'priority_queue_policy' has no effect, all levels share the default queue policy");
    }

    private static void ReadSizes(ConfigReading reading, ModelDynamicBatching message, BatchingConfig batching)
    {
        for (var i = 0; i < message.PreferredBatchSize.Count; i++)
        {
            var size = message.PreferredBatchSize[i];
            if (size < 1 || size > Math.Max(1, reading.Message.MaxBatchSize))
                reading.Wrong($"dynamic_batching.preferred_batch_size[{i}]", "must be 1 to max_batch_size");
            else
                batching.PreferredSizes.Add(size);
        }

        if (message.MaxQueueDelayMicroseconds > 0)
            batching.MaxDelayMs = message.MaxQueueDelayMicroseconds / 1000.0;
    }

    private static void ReadPriorities(ConfigReading reading, ModelDynamicBatching message, SchedulingConfig scheduling)
    {
        if (message.PriorityLevels == 0)
            return;
        if (message.PriorityLevels > SchedulingConfig.MaxPriorityLevels)
        {
            reading.Wrong("dynamic_batching.priority_levels", $"must be at most {SchedulingConfig.MaxPriorityLevels}");
            return;
        }

        scheduling.PriorityLevels = (int)message.PriorityLevels;
        if (message.DefaultPriorityLevel < 1 || message.DefaultPriorityLevel > message.PriorityLevels)
            reading.Wrong("dynamic_batching.default_priority_level", "must be 1 to priority_levels");
        else
            scheduling.DefaultPriority = (int)message.DefaultPriorityLevel;
    }

    private static void ReadQueue(ConfigReading reading, ModelQueuePolicy queue, SchedulingConfig scheduling)
    {
        if (queue.MaxQueueSize > 0)
            scheduling.MaxQueue = (int)Math.Min(queue.MaxQueueSize, int.MaxValue);
        if (queue.DefaultTimeoutMicroseconds > 0)
            scheduling.TimeoutMs = queue.DefaultTimeoutMicroseconds / 1000.0;
        if (queue.TimeoutAction == Action.Delay)
            reading.Remark("'timeout_action: DELAY' has no effect, a request whose time is over is refused");
    }
}
