using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Slipway.Protocols.TensorFlowServing.Rest.Reading;

/// <summary>
/// A byte string as <c>{"b64": "…"}</c> (TensorFlow Serving's RESTful API, "Encoding binary values"). Padding may be
/// left out.
/// </summary>
internal static class Base64Value
{
    /// <summary>
    /// Decodes a whole object; false where it is not of this form. <paramref name="bytes"/> is rented by the caller's
    /// leave: it is given back with <see cref="ArrayPool{T}"/> in either case, once it has been used.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<byte> json, out byte[] bytes, out int length)
    {
        // Room for the padding that may be missing.
        bytes = ArrayPool<byte>.Shared.Rent(json.Length + 3);
        length = 0;
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("b64"u8))
                return false;
            if (!reader.Read() || reader.TokenType != JsonTokenType.String)
                return false;
            length = reader.CopyString(bytes);
            if (!reader.Read() || reader.TokenType != JsonTokenType.EndObject)
                return false;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }

        if (!bytes.AsSpan(0, length).EndsWith("="u8))
        {
            while (length % 4 != 0)
            {
                bytes[length++] = (byte)'=';
            }
        }

        var status = Base64.DecodeFromUtf8InPlace(bytes.AsSpan(0, length), out length);
        return status == OperationStatus.Done;
    }
}
