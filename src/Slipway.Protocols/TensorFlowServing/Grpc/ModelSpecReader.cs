using Slipway.Models;
using Slipway.Protocols.OpenInference.Grpc;

namespace Slipway.Protocols.TensorFlowServing.Grpc;

/// <summary>Reads a ModelSpec from the wire.</summary>
internal static class ModelSpecReader
{
    /// <summary>
    /// Enters the field whose tag has been read. What came before is kept where this occurrence does not say otherwise,
    /// as protobuf merges messages.
    /// </summary>
    public static ModelReference Read(ref WireReader reader, ModelReference before, GrpcDecoderLimits limits)
    {
        var ((name, version, label), signature) = (before.Model, before.SignatureName);
        var outer = reader.Enter();
        while (!reader.AtEnd)
        {
            reader.ReadTag(out var field, out var wire);
            if (field is < 1 or > 4)
            {
                reader.Skip(wire);
                continue;
            }

            WireReader.Expect(WireType.Length, wire, "a field of model_spec");
            switch (field)
            {
                case 1:
                    name = Texts.Read(ref reader, "model_spec.name", limits);
                    break;
                case 2:
                    (version, label) = (ReadInt64Value(ref reader), null);
                    break;
                case 3:
                    signature = Texts.Read(ref reader, "model_spec.signature_name", limits);
                    break;
                default:
                    (version, label) = (null, Texts.Read(ref reader, "model_spec.version_label", limits));
                    break;
            }
        }

        reader.Leave(outer);
        return new ModelReference(new ModelSelector(name ?? "", version, label), signature ?? "");
    }

    private static long ReadInt64Value(ref WireReader reader)
    {
        var value = 0L;
        var outer = reader.Enter();
        while (!reader.AtEnd)
        {
            reader.ReadTag(out var field, out var wire);
            if (field != 1)
            {
                reader.Skip(wire);
                continue;
            }

            WireReader.Expect(WireType.Varint, wire, "model_spec.version");
            value = (long)reader.ReadVarint();
        }

        reader.Leave(outer);
        return value;
    }
}
