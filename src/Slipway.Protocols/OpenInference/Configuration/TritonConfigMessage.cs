using Slipway.Models;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using ConfigMessage = Slipway.Protocols.OpenInference.Grpc.Proto.ModelConfig;
using Kind = Slipway.Protocols.OpenInference.Grpc.Proto.ModelInstanceGroup.Types.Kind;

namespace Slipway.Protocols.OpenInference.Configuration;

/// <summary>
/// The configuration of a loaded model as Triton's clients read it ("Model Configuration Extension"): what its
/// <c>config.pbtxt</c> said, or what <c>model.yaml</c> says in those terms, completed with what the model itself told.
/// </summary>
public static class TritonConfigMessage
{
    /// <summary>A message of the caller's own.</summary>
    public static ConfigMessage From(ModelPackage package, ModelSignature signature, ModelDetails details)
    {
        var message = (package.Config.Origin as ConfigMessage)?.Clone() ?? OwnConfigMapper.Map(package.Config);
        message.Name = package.Name;
        CompleteIdentity(message, package, details);
        CompleteTensors(message, package.Config, signature);
        CompleteInstances(message, package.Config);
        message.VersionPolicy ??= new ModelVersionPolicy { Latest = new() { NumVersions = 1 } };
        if (
            message.SequenceBatching is { MaxSequenceIdleMicroseconds: 0 } sequence
            && package.Config.Sequence is { } own
        )
            sequence.MaxSequenceIdleMicroseconds = (ulong)(own.MaxIdleSeconds * 1e6);
        return message;
    }

    private static void CompleteIdentity(ConfigMessage message, ModelPackage package, ModelDetails details)
    {
        if (message.EnsembleScheduling is not null)
        {
            message.Platform = TritonPlatforms.Ensemble;
            return;
        }

        if (message.Backend.Length == 0)
            message.Backend =
                TritonPlatforms.BackendOf(message.Platform) ?? TritonPlatforms.BackendOfRuntime(package.Runtime);
        if (message.Platform.Length == 0)
            message.Platform = details.Platform;
        if (message.DefaultModelFilename.Length == 0)
            message.DefaultModelFilename = Path.GetRelativePath(package.Directory, package.ArtifactPath);
    }

    private static void CompleteTensors(ConfigMessage message, Models.ModelConfig config, ModelSignature signature)
    {
        // Triton lists neither the inputs that the server fills itself nor the states that it keeps.
        var isAll = message.Input.Count == 0;
        foreach (var spec in signature.Inputs)
        {
            var input = message.Input.FirstOrDefault(known => known.Name == spec.Name);
            if (input is null)
            {
                if (!isAll || IsFilled(config, spec.Name))
                    continue;
                message.Input.Add(input = new ModelInput { Name = spec.Name, Optional = spec.IsOptional });
            }

            if (input.DataType == DataType.TypeInvalid)
                input.DataType = TritonTypes.From(spec.DataType);
            if (input.Dims.Count == 0 && input.Reshape is null)
                input.Dims.Add(Dims(message, spec));
        }

        isAll = message.Output.Count == 0;
        foreach (var spec in signature.Outputs)
        {
            var output = message.Output.FirstOrDefault(known => known.Name == spec.Name);
            if (output is null)
            {
                if (!isAll || IsKept(config, spec.Name))
                    continue;
                message.Output.Add(output = new ModelOutput { Name = spec.Name });
            }

            if (output.DataType == DataType.TypeInvalid)
                output.DataType = TritonTypes.From(spec.DataType);
            if (output.Dims.Count == 0 && output.Reshape is null)
                output.Dims.Add(Dims(message, spec));
        }
    }

    private static void CompleteInstances(ConfigMessage message, Models.ModelConfig config)
    {
        if (message.EnsembleScheduling is not null)
            return;
        if (message.InstanceGroup.Count == 0)
            message.InstanceGroup.Add(new ModelInstanceGroup { Kind = Kind.Cpu });
        for (var i = 0; i < message.InstanceGroup.Count; i++)
        {
            var group = message.InstanceGroup[i];
            if (group.Name.Length == 0)
                group.Name = $"{message.Name}_{i}";
            if (group.Kind == Kind.Auto)
                group.Kind = Kind.Cpu;
            if (group.Count == 0)
                group.Count = message.InstanceGroup.Count == 1 ? config.Scheduling.MaxConcurrency ?? 1 : 1;
        }
    }

    private static IEnumerable<long> Dims(ConfigMessage message, TensorSpec spec) =>
        message.MaxBatchSize > 0 && spec.Shape.Rank > 0 ? spec.Shape.AsArray().Skip(1) : spec.Shape.AsArray();

    private static bool IsFilled(Models.ModelConfig config, string input) =>
        config.Sequence is { } sequence
        && (
            sequence.Controls.Exists(control => control.Input == input)
            || sequence.States.Exists(state => state.Input == input)
        );

    private static bool IsKept(Models.ModelConfig config, string output) =>
        config.Sequence is { } sequence && sequence.States.Exists(state => state.Output == output);
}
