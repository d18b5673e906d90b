using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tasks;
using Slipway.Tasks.Requests;
using Slipway.Tensors;

namespace Slipway.TestUtilities;

/// <summary>A task over a model with FP32 <c>x</c> [-1] in and <c>y</c> out: texts go in as their lengths.</summary>
public sealed class LengthTask : IModelTask
{
    public string Name => "length";

    public JsonTypeInfo? SectionType => LengthJson.Default.LengthOptions;

    /// <summary>What <see cref="Recognizes"/> says.</summary>
    public bool IsRecognized { get; init; }

    /// <summary>What loading throws; null where it works.</summary>
    public Exception? Problem { get; init; }

    /// <summary>The request that it shows, and that is tried at load.</summary>
    public string Example { get; init; } = LengthModel.Answered;

    public bool Recognizes(ModelPackage package) => IsRecognized;

    public Task<ITypedModel> LoadAsync(TaskContext context, CancellationToken cancellationToken) =>
        Problem is null ? Task.FromResult<ITypedModel>(new LengthModel(Example)) : throw Problem;
}

/// <summary>Answers <c>{"text": "abc", "times": 2}</c> with <c>{"length": 6}</c>.</summary>
public sealed class LengthModel(string example = LengthModel.Answered)
    : ItemModel<LengthItem, LengthResult>(LengthJson.Default.LengthItem, LengthJson.Default.LengthResult, "text")
{
    public const string Answered = """{"text": "abc"}""";

    public override TypedDescription Description { get; } =
        new()
        {
            Task = "length",
            Summary = "Measures a text.",
            RequestSchema = Schema(LengthJson.Default.LengthItem),
            ResponseSchema = Schema(LengthJson.Default.LengthResult),
            Example = JsonElement.Parse(example),
            MediaTypes = ["text/plain"],
        };

    protected override void CheckItem(LengthItem item, List<string> errors)
    {
        if (item.Times is < 1 or > 9)
            errors.Add($"'times' is 1 to 9, not {item.Times}.");
    }

    protected override async ValueTask<IReadOnlyList<LengthResult>> ComputeAsync(
        IReadOnlyList<LengthItem> items,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        if (items.Any(item => item.Text == "refused"))
            throw ServingException.InvalidArgument("'text' is refused.");
        using var request = new InferenceRequest { Model = model.Model };
        var lengths = items.Select(item => (float)(item.Text.Length * item.Times)).ToArray();
        request.Inputs.Add(new NamedTensor("x", Tensor.From<float>(lengths, new TensorShape(lengths.Length))));
        using var response = await model.InferAsync(request, cancellationToken);
        return [.. response.Outputs[0].Tensor.AsSpan<float>().ToArray().Select(value => new LengthResult((int)value))];
    }

    private static JsonElement Schema<T>(JsonTypeInfo<T> type) =>
        JsonSerializer.SerializeToElement(
            System.Text.Json.Schema.JsonSchemaExporter.GetJsonSchemaAsNode(type),
            LengthJson.Default.JsonNode
        );
}

public sealed record LengthItem(string Text, int Times = 1);

public sealed record LengthResult(int Length);

public sealed class LengthOptions
{
    public int Factor { get; set; } = 1;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(LengthItem))]
[JsonSerializable(typeof(LengthResult))]
[JsonSerializable(typeof(LengthOptions))]
[JsonSerializable(typeof(JsonNode))]
internal sealed partial class LengthJson : JsonSerializerContext;
