using Slipway.Models;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Strategy = Slipway.Protocols.OpenInference.Grpc.Proto.ModelSequenceBatching.StrategyChoiceOneofCase;

namespace Slipway.Protocols.OpenInference.Configuration;

/// <summary>A stateful model. Requests of one sequence are computed one after another, whatever the strategy.</summary>
internal static class SequenceReader
{
    private const string Section = "sequence_batching";

    public static void Read(ConfigReading reading)
    {
        if (reading.Message.SequenceBatching is not { } batching)
            return;
        var sequence = new SequenceConfig();
        if (batching.MaxSequenceIdleMicroseconds > 0)
            sequence.MaxIdleSeconds = batching.MaxSequenceIdleMicroseconds / 1e6;
        if (batching.IterativeSequence)
            reading.Unsupported(
                $"{Section}.iterative_sequence",
                "requests are not put back in the queue here; remove it"
            );
        ReadStrategy(reading, batching, sequence);
        for (var i = 0; i < batching.ControlInput.Count; i++)
        {
            SequenceControlReader.Read(reading, sequence, batching.ControlInput[i], $"{Section}.control_input[{i}]");
        }

        for (var i = 0; i < batching.State.Count; i++)
        {
            SequenceStateReader.Read(reading, sequence, batching.State[i], $"{Section}.state[{i}]");
        }

        reading.Config.Sequence = sequence;
    }

    private static void ReadStrategy(ConfigReading reading, ModelSequenceBatching batching, SequenceConfig sequence)
    {
        if (batching.StrategyChoiceCase == Strategy.Direct)
        {
            var direct = batching.Direct;
            if (direct.MaxQueueDelayMicroseconds > 0 || direct.MinimumSlotUtilization > 0)
                reading.Remark("the batching of 'direct' has no effect, each request is computed by itself");
            return;
        }

        if (batching.StrategyChoiceCase != Strategy.Oldest)
            return;
        var oldest = batching.Oldest;
        if (oldest.MaxCandidateSequences < 0)
            reading.Wrong($"{Section}.oldest.max_candidate_sequences", "must be 1 or more");
        else if (oldest.MaxCandidateSequences > 0)
            sequence.MaxSequences = Candidates(reading, oldest.MaxCandidateSequences);
        if (oldest.MaxQueueDelayMicroseconds > 0 || oldest.PreferredBatchSize.Count > 0 || oldest.PreserveOrdering)
            reading.Remark("the batching of 'oldest' has no effect, each request is computed by itself");
    }

    // Each instance has so many candidates.
    private static int Candidates(ConfigReading reading, int each)
    {
        var instances = Math.Max(1, InstancesReader.CountOnCpu(reading.Message));
        return (int)Math.Min((long)each * instances, int.MaxValue);
    }
}
