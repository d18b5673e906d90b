using Slipway.Models;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using ConfigMessage = Slipway.Protocols.OpenInference.Grpc.Proto.ModelConfig;
using Control = Slipway.Protocols.OpenInference.Grpc.Proto.ModelSequenceBatching.Types.Control;
using ControlKind = Slipway.Protocols.OpenInference.Grpc.Proto.ModelSequenceBatching.Types.Control.Types.Kind;

namespace Slipway.Protocols.OpenInference.Configuration;

/// <summary>What <c>model.yaml</c> says, in Triton's terms. Inputs and outputs come from the signature.</summary>
internal static class OwnConfigMapper
{
    public static ConfigMessage Map(Models.ModelConfig config)
    {
        var message = new ConfigMessage
        {
            MaxBatchSize = config.MaxBatchSize ?? 0,
            VersionPolicy = Policy(config.Versions),
            DefaultModelFilename = config.File ?? "",
        };
        foreach (var (name, value) in config.Parameters)
        {
            message.Parameters[name] = new ModelParameter { StringValue = value };
        }

        if (config.Ensemble is { } ensemble)
            message.EnsembleScheduling = Map(ensemble);
        else if (config.Sequence is { } sequence)
            message.SequenceBatching = Map(sequence);
        return message;
    }

    private static ModelVersionPolicy Policy(VersionsConfig versions)
    {
        var policy = new ModelVersionPolicy();
        if (versions.All == true)
            policy.All = new ModelVersionPolicy.Types.All();
        else if (versions.Specific.Count > 0)
            policy.Specific = new ModelVersionPolicy.Types.Specific { Versions = { versions.Specific } };
        else
            policy.Latest = new ModelVersionPolicy.Types.Latest
            {
                NumVersions = (uint)Math.Max(versions.Latest ?? 1, 1),
            };
        return policy;
    }

    private static ModelEnsembling Map(EnsembleConfig ensemble)
    {
        var message = new ModelEnsembling();
        foreach (var step in ensemble.Steps)
        {
            message.Step.Add(
                new ModelEnsembling.Types.Step
                {
                    ModelName = step.Model,
                    ModelVersion = step.Version ?? -1,
                    InputMap = { step.Inputs },
                    OutputMap = { step.Outputs },
                }
            );
        }

        return message;
    }

    private static ModelSequenceBatching Map(SequenceConfig sequence)
    {
        var message = new ModelSequenceBatching
        {
            MaxSequenceIdleMicroseconds = (ulong)(sequence.MaxIdleSeconds * 1e6),
            Oldest = new ModelSequenceBatching.Types.StrategyOldest { MaxCandidateSequences = sequence.MaxSequences },
        };
        foreach (var control in sequence.Controls)
        {
            message.ControlInput.Add(
                new ModelSequenceBatching.Types.ControlInput { Name = control.Input, Control = { Map(control) } }
            );
        }

        foreach (var state in sequence.States)
        {
            message.State.Add(
                new ModelSequenceBatching.Types.State { InputName = state.Input, OutputName = state.Output }
            );
        }

        return message;
    }

    private static Control Map(SequenceControlConfig control)
    {
        var message = new Control { Kind = KindOf(control.Kind) };
        if (control.Kind != SequenceControlKind.CorrelationId)
            message.Fp32FalseTrue.Add([(float)control.FalseValue, (float)control.TrueValue]);
        return message;
    }

    private static ControlKind KindOf(SequenceControlKind kind) =>
        kind switch
        {
            SequenceControlKind.Start => ControlKind.ControlSequenceStart,
            SequenceControlKind.End => ControlKind.ControlSequenceEnd,
            SequenceControlKind.CorrelationId => ControlKind.ControlSequenceCorrid,
            _ => ControlKind.ControlSequenceReady,
        };
}
