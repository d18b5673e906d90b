using System.Text.Json.Serialization;
using Slipway.Tasks.Text.Embeddings;
using Slipway.Tasks.Text.FillMask;
using Slipway.Tasks.Text.HuggingFace;
using Slipway.Tasks.Text.QuestionAnswering;
using Slipway.Tasks.Text.TextClassification;
using Slipway.Tasks.Text.TokenClassification;

namespace Slipway.Tasks.Text;

/// <summary>How text tasks are configured, asked and answered in JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(TokenClassificationOptions))]
[JsonSerializable(typeof(TokenClassificationItem))]
[JsonSerializable(typeof(TokenClassificationResult))]
[JsonSerializable(typeof(List<PipelineEntity>))]
[JsonSerializable(typeof(TextClassificationOptions))]
[JsonSerializable(typeof(TextClassificationItem))]
[JsonSerializable(typeof(TextClassificationResult))]
[JsonSerializable(typeof(List<LabelScore>))]
[JsonSerializable(typeof(QuestionAnsweringOptions))]
[JsonSerializable(typeof(QuestionAnsweringItem))]
[JsonSerializable(typeof(QuestionAnsweringResult))]
[JsonSerializable(typeof(List<PipelineAnswer>))]
[JsonSerializable(typeof(EmbeddingsOptions))]
[JsonSerializable(typeof(EmbeddingsItem))]
[JsonSerializable(typeof(EmbeddingsResult))]
[JsonSerializable(typeof(FillMaskOptions))]
[JsonSerializable(typeof(FillMaskItem))]
[JsonSerializable(typeof(FillMaskResult))]
[JsonSerializable(typeof(List<List<PipelineFilling>>))]
internal sealed partial class TextJsonContext : JsonSerializerContext;
