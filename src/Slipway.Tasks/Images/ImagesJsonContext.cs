using System.Text.Json.Serialization;
using Slipway.Tasks.Images.Classification;
using Slipway.Tasks.Images.Detection;
using Slipway.Tasks.Images.Requests;

namespace Slipway.Tasks.Images;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(ClassificationItem))]
[JsonSerializable(typeof(ClassificationOptions))]
[JsonSerializable(typeof(ClassificationResult))]
[JsonSerializable(typeof(DetectionItem))]
[JsonSerializable(typeof(DetectionOptions))]
[JsonSerializable(typeof(DetectionResult))]
[JsonSerializable(typeof(ImageData))]
internal sealed partial class ImagesJsonContext : JsonSerializerContext;
