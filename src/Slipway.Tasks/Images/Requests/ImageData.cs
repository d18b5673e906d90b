using System.Text.Json.Serialization;

namespace Slipway.Tasks.Images.Requests;

/// <summary>The bytes of an image file in a request, or what is wrong with how they were written. Immutable.</summary>
[JsonConverter(typeof(ImageDataConverter))]
internal sealed record ImageData(ReadOnlyMemory<byte> Content, string? Problem = null);
