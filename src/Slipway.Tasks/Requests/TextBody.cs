using System.Text;
using Slipway.Errors;

namespace Slipway.Tasks.Requests;

/// <summary>Reads a body that is one text.</summary>
internal static class TextBody
{
    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <exception cref="ServingException">InvalidArgument: it is not UTF-8.</exception>
    public static string Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return Strict.GetString(body.Span);
        }
        catch (DecoderFallbackException e)
        {
            throw new ServingException(
                ServingErrorCode.InvalidArgument,
                $"The text is not UTF-8: byte {e.Index} belongs to no character.",
                e
            );
        }
    }
}
