using Slipway.Errors;
using Slipway.Inference;

namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>Reads entries of <c>map&lt;string, InferParameter&gt;</c>.</summary>
internal static class ParameterReader
{
    /// <summary>
    /// Reads one entry, length included, into <paramref name="parameters"/>, which is made where it is null.
    /// </summary>
    public static void Read(ref WireReader reader, ref InferenceParameters? parameters, int maxCount)
    {
        var name = "";
        ParameterValue? value = null;
        var outer = reader.Enter();
        while (!reader.AtEnd)
        {
            reader.ReadTag(out var field, out var type);
            switch (field)
            {
                case 1:
                    WireReader.Expect(WireType.Length, type, "a parameter's name");
                    name = reader.ReadString("a parameter's name");
                    break;
                case 2:
                    WireReader.Expect(WireType.Length, type, "a parameter's value");
                    value = ReadValue(ref reader) ?? value;
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        reader.Leave(outer);
        parameters ??= [];
        parameters[name] =
            value
            ?? throw ServingException.InvalidArgument(
                $"Parameter '{Shown.Text(name)}' has no value; set one of the fields of InferParameter."
            );
        if (parameters.Count > maxCount)
            throw ServingException.InvalidArgument($"There are more than {maxCount} parameters in one place.");
    }

    private static ParameterValue? ReadValue(ref WireReader reader)
    {
        ParameterValue? value = null;
        var outer = reader.Enter();
        while (!reader.AtEnd)
        {
            reader.ReadTag(out var field, out var type);
            if (field is < 1 or > 5)
            {
                reader.Skip(type);
                continue;
            }

            var wanted = field switch
            {
                3 => WireType.Length,
                4 => WireType.Fixed64,
                _ => WireType.Varint,
            };
            WireReader.Expect(wanted, type, "a parameter's value");
            value = field switch
            {
                1 => new ParameterValue(reader.ReadVarint() != 0),
                2 => new ParameterValue((long)reader.ReadVarint()),
                3 => new ParameterValue(reader.ReadString("a parameter's value")),
                4 => new ParameterValue(BitConverter.UInt64BitsToDouble(reader.ReadFixed64())),
                _ => new ParameterValue(reader.ReadVarint()),
            };
        }

        reader.Leave(outer);
        return value;
    }
}
