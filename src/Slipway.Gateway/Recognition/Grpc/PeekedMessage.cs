using System.Buffers;
using System.Text;

namespace Slipway.Gateway.Recognition.Grpc;

/// <summary>What a look into a message has shown.</summary>
/// <param name="Model">The name; empty where it has none, null where something is wrong.</param>
/// <param name="Length">Of the message as it is sent.</param>
/// <param name="Problem">What is wrong, in a sentence.</param>
/// <param name="IsUnsupported">What is wrong is that it is not known here.</param>
internal readonly record struct PeekedMessage(
    string? Model,
    long Length = 0,
    string? Problem = null,
    bool IsUnsupported = false
)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static PeekedMessage Nameless(long length) => new("", length);

    public static PeekedMessage Wrong(string problem, bool unsupported = false) =>
        new(null, Problem: problem, IsUnsupported: unsupported);

    public static PeekedMessage Named(ReadOnlySequence<byte> name, long length)
    {
        if (name.Length > GrpcPeek.LongestName)
            return Wrong($"The model's name has {name.Length} bytes; {GrpcPeek.LongestName} are the most.");
        try
        {
            return new(Strict.GetString(name), length);
        }
        catch (DecoderFallbackException)
        {
            return Wrong("The model's name is no UTF-8.");
        }
    }
}
