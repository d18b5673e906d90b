using Slipway.Models;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Kind = Slipway.Protocols.OpenInference.Grpc.Proto.ModelSequenceBatching.Types.Control.Types.Kind;

namespace Slipway.Protocols.OpenInference.Configuration;

/// <summary>Inputs that the server fills with what a request is in its sequence.</summary>
internal static class SequenceControlReader
{
    public static void Read(
        ConfigReading reading,
        SequenceConfig sequence,
        ModelSequenceBatching.Types.ControlInput input,
        string path
    )
    {
        if (input.Name.Length == 0)
            reading.Wrong($"{path}.name", "name the model's input");
        if (input.Control.Count != 1)
        {
            reading.Wrong(path, $"give '{input.Name}' one control; it has {input.Control.Count}");
            return;
        }

        var control = input.Control[0];
        path = $"{path}.control[0]";
        var config = new SequenceControlConfig { Input = input.Name, Kind = KindOf(control.Kind) };
        if (sequence.Controls.Exists(other => other.Kind == config.Kind || other.Input == config.Input))
            reading.Wrong(path, "each kind of control goes to one input, and each input has one kind");
        var type =
            control.Kind == Kind.ControlSequenceCorrid
                ? IdType(reading, control, path)
                : Values(reading, config, control, path);
        sequence.Controls.Add(config);
        // The model's own input is held to the type that the values have.
        if (type is not null && input.Name.Length > 0)
            reading.Config.Inputs.TryAdd(input.Name, new TensorConfig { Datatype = type });
    }

    private static SequenceControlKind KindOf(Kind kind) =>
        kind switch
        {
            Kind.ControlSequenceStart => SequenceControlKind.Start,
            Kind.ControlSequenceEnd => SequenceControlKind.End,
            Kind.ControlSequenceCorrid => SequenceControlKind.CorrelationId,
            _ => SequenceControlKind.Ready,
        };

    private static string? IdType(ConfigReading reading, ModelSequenceBatching.Types.Control control, string path)
    {
        if (control.Int32FalseTrue.Count + control.Fp32FalseTrue.Count + control.BoolFalseTrue.Count > 0)
            reading.Wrong(path, "a correlation id has no false and true values");
        var isFit =
            control.DataType
            is DataType.TypeInt32
                or DataType.TypeUint32
                or DataType.TypeInt64
                or DataType.TypeUint64
                or DataType.TypeString;
        if (!isFit)
            reading.Wrong(path, "data_type must be TYPE_INT32, TYPE_UINT32, TYPE_INT64, TYPE_UINT64 or TYPE_STRING");
        return isFit ? TritonTypes.NameOf(control.DataType) : null;
    }

    private static string? Values(
        ConfigReading reading,
        SequenceControlConfig config,
        ModelSequenceBatching.Types.Control control,
        string path
    )
    {
        (string Type, double[] Values)[] forms =
        [
            ("INT32", [.. control.Int32FalseTrue.Select(value => (double)value)]),
            ("FP32", [.. control.Fp32FalseTrue.Select(value => (double)value)]),
            ("BOOL", [.. control.BoolFalseTrue.Select(value => value ? 1.0 : 0)]),
        ];
        var given = forms.Where(form => form.Values.Length > 0).ToArray();
        if (given is not [{ Values: [var no, var yes] } form])
        {
            reading.Wrong(path, "give one of int32_false_true, fp32_false_true and bool_false_true, with two values");
            return null;
        }

        if (control.DataType != DataType.TypeInvalid)
            reading.Wrong(path, "only a correlation id has a data_type; the values here have theirs");
        config.FalseValue = no;
        config.TrueValue = yes;
        return form.Type;
    }
}
