using Slipway.Models;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using ConfigMessage = Slipway.Protocols.OpenInference.Grpc.Proto.ModelConfig;

namespace Slipway.Protocols.OpenInference.Configuration;

/// <summary>A graph over other models.</summary>
internal static class EnsembleReader
{
    public static void Read(ConfigReading reading)
    {
        var isEnsemble =
            reading.Message.SchedulingChoiceCase == ConfigMessage.SchedulingChoiceOneofCase.EnsembleScheduling;
        var platform = reading.Config.Runtime;
        if (!isEnsemble)
        {
            if (platform == TritonPlatforms.Ensemble)
                reading.Wrong("platform", "an ensemble needs 'ensemble_scheduling'");
            return;
        }

        if (platform is not (null or TritonPlatforms.Ensemble))
            reading.Wrong("ensemble_scheduling", $"it does not go with '{platform}'; say 'platform: \"ensemble\"'");
        reading.Config.Runtime = TritonPlatforms.Ensemble;
        var ensemble = reading.Message.EnsembleScheduling;
        if (ensemble.Step.Count == 0)
            reading.Wrong("ensemble_scheduling", "name at least one step");
        if (ensemble.MaxInflightRequests > 0)
            reading.Remark("'max_inflight_requests' has no effect, the queue of each model bounds what is under way");
        if (reading.Message.InstanceGroup.Count > 0)
            reading.Remark("'instance_group' of an ensemble has no effect on its steps, each model has its own");
        reading.Config.Ensemble = new EnsembleConfig
        {
            Steps = [.. ensemble.Step.Select((step, i) => Step(reading, step, $"ensemble_scheduling.step[{i}]"))],
        };
    }

    private static EnsembleStepConfig Step(ConfigReading reading, ModelEnsembling.Types.Step step, string path)
    {
        if (step.ModelName.Length == 0)
            reading.Wrong($"{path}.model_name", "name the step's model");
        if (step.ModelVersion < -1)
            reading.Wrong($"{path}.model_version", "must be a version, or -1 for the preferred one");
        if (step.InputMap.Count == 0)
            reading.Wrong($"{path}.input_map", "map at least one input");
        if (step.OutputMap.Count == 0)
            reading.Wrong($"{path}.output_map", "map at least one output");
        if (step.ModelNamespace.Length > 0)
            reading.Unsupported($"{path}.model_namespace", "models have no namespaces here; remove it");
        return new EnsembleStepConfig
        {
            Model = step.ModelName,
            Version = step.ModelVersion > 0 ? step.ModelVersion : null,
            Inputs = step.InputMap.ToDictionary(),
            Outputs = step.OutputMap.ToDictionary(),
        };
    }
}
