using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Tasks.Images.Requests;

/// <summary>
/// Reads an image file out of JSON: a data URI (RFC 2397) or base64 alone. Straight from the body's bytes, since an image of
/// many megabytes would otherwise become a text of twice the size first.
/// </summary>
internal sealed class ImageDataConverter : JsonConverter<ImageData>
{
    private const string Remedy = "send a data URI such as \"data:image/png;base64,…\"";

    public override bool HandleNull => true;

    public override ImageData Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return Wrong($"'image' is to be a text: {Remedy}.");
        }

        if (!reader.ValueIsEscaped && !reader.HasValueSequence)
            return Read(reader.ValueSpan);
        var length = reader.HasValueSequence ? checked((int)reader.ValueSequence.Length) : reader.ValueSpan.Length;
        var plain = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            return Read(plain.AsSpan(0, reader.CopyString(plain)));
        }
        catch (InvalidOperationException)
        {
            return Wrong($"'image' is no Unicode text: {Remedy}.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    public override void Write(Utf8JsonWriter writer, ImageData value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(value.Content.Span);

    private static ImageData Read(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("http://"u8) || text.StartsWith("https://"u8))
            return Wrong($"'image' is an address, and the server fetches none: {Remedy}.");
        if (text.StartsWith("data:"u8))
        {
            var comma = text.IndexOf((byte)',');
            if (comma < 0 || !text[..comma].EndsWith(";base64"u8))
                return Wrong($"'image' is a data URI, but not of base64: {Remedy}.");
            text = text[(comma + 1)..];
        }

        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Base64.DecodeFromUtf8(text, bytes, out _, out var written) == OperationStatus.Done
            ? new ImageData(bytes.AsMemory(0, written))
            : Wrong($"'image' is not base64: {Remedy}.");
    }

    private static ImageData Wrong(string problem) => new(default, problem);
}
