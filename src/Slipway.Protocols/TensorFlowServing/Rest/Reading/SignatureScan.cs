using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Slipway.Protocols.Json;

namespace Slipway.Protocols.TensorFlowServing.Rest.Reading;

/// <summary>
/// Finds <c>signature_name</c> in a body before anything of it is decoded. The types of the values are the signature's to
/// say, and it may be named behind them; where a model has one signature only, nothing has to be looked for.
/// </summary>
internal static class SignatureScan
{
    /// <summary>
    /// Receives the body, as far as the limit allows, and leaves the pipe at its start. Null where the name is not given,
    /// and where the body is no JSON: what is wrong with it is for the decoder to say.
    /// </summary>
    public static async ValueTask<string?> FindAsync(
        PipeReader body,
        JsonLimits limits,
        CancellationToken cancellationToken
    )
    {
        var result = await body.ReadAsync(cancellationToken);
        while (!result.IsCompleted && result.Buffer.Length <= limits.MaxBodyBytes)
        {
            body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            result = await body.ReadAsync(cancellationToken);
        }

        var name = Find(result.Buffer);
        body.AdvanceTo(result.Buffer.Start);
        return name;
    }

    private static string? Find(ReadOnlySequence<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read())
            {
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
                    continue;
                var isName = reader.ValueTextEquals("signature_name"u8);
                reader.Read();
                if (isName)
                    return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Also a text that is no Unicode.
        }

        return null;
    }
}
