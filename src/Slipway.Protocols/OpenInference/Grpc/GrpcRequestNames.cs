using System.Buffers;
using Slipway.Errors;

namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>What a ModelInferRequest calls itself and its model; empty where it does not say.</summary>
public readonly record struct GrpcRequestNames(string Model, string Version, string Id)
{
    /// <summary>
    /// Takes the names out of a message that could not be decoded, as far as they can be found: an answer on a stream
    /// must say which request it is about.
    /// </summary>
    public static GrpcRequestNames Find(ReadOnlySequence<byte> message)
    {
        var (model, version, id) = ("", "", "");
        try
        {
            var reader = new WireReader(message);
            while (!reader.AtEnd)
            {
                reader.ReadTag(out var field, out var wire);
                switch (wire == WireType.Length ? field : 0)
                {
                    case 1:
                        model = reader.ReadString("model_name");
                        break;
                    case 2:
                        version = reader.ReadString("model_version");
                        break;
                    case 3:
                        id = reader.ReadString("id");
                        break;
                    default:
                        reader.Skip(wire);
                        break;
                }
            }
        }
        catch (ServingException)
        {
            // What was found before the damage is all there is.
        }

        return new GrpcRequestNames(model, version, id);
    }
}
