using System.Text;
using System.Text.Json;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tasks.Tabular;
using Slipway.Tensors;

namespace Slipway.Tasks.Tests.Tabular;

/// <summary>A tabular model over computations that are written down in the test, and what was asked of them.</summary>
internal sealed class TabularRig : IModelCalls
{
    private readonly ITypedModel _typed;
    private readonly Func<InferenceRequest, IEnumerable<NamedTensor>> _compute;

    private TabularRig(ITypedModel typed, Func<InferenceRequest, IEnumerable<NamedTensor>> compute)
    {
        (_typed, _compute) = (typed, compute);
    }

    public ModelSelector Model { get; } = new("flowers", 1);

    /// <summary>The rows of each call.</summary>
    public List<long> Calls { get; } = [];

    public TypedDescription Description => _typed.Description;

    public static async Task<TabularRig> LoadAsync(
        ModelSignature signature,
        Func<InferenceRequest, IEnumerable<NamedTensor>> compute,
        string? section = null,
        TabularTask? task = null,
        IReadOnlyList<KeyValuePair<string, string>>? properties = null,
        string runtime = "onnx"
    )
    {
        task ??= TabularTask.Tabular;
        var config = new ModelConfig();
        if (section is not null)
            config.Sections[task.Name] = JsonSerializer.Deserialize<JsonElement>(section);
        var context = new TaskContext(
            new ModelPackage("flowers", 1, "/", "/model.onnx", runtime, config),
            signature,
            new ModelDetails("test", properties ?? [])
        );
        return new TabularRig(await task.LoadAsync(context, CancellationToken.None), compute);
    }

    /// <summary>Sums of the rows of a matrix <c>x</c> as <c>y</c>.</summary>
    public static Task<TabularRig> SumsAsync(string columns, int width = 2, string more = "") =>
        LoadAsync(
            new ModelSignature([Spec("x", DataType.Fp32, -1, width)], [Spec("y", DataType.Fp32, -1)]),
            request =>
            {
                var x = request.Input("x");
                var sums = x.AsSpan<float>().ToArray().Chunk(width).Select(row => row.Sum()).ToArray();
                return [new NamedTensor("y", Tensor.From<float>(sums, new TensorShape(sums.Length)))];
            },
            $$"""{"columns": {{columns}}{{more}}}"""
        );

    public static TabularRig OfRows(
        ModelSignature signature,
        Func<InferenceRequest, IEnumerable<NamedTensor>> compute
    ) => new(TabularTask.OfRows(signature, null)!, compute);

    public static TensorSpec Spec(string name, DataType type, params long[] shape) =>
        new(name, type, new TensorShape(shape));

    public async Task<string> AnswerAsync(string body, string type = "application/json", params string[] accepted)
    {
        var request = new TypedRequest(type, Encoding.UTF8.GetBytes(body)) { Accepted = accepted };
        return await AnswerAsync(request);
    }

    public async Task<string> AnswerAsync(TypedRequest request)
    {
        var answer = await _typed.AnswerAsync(request, this, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(answer.Body.Span);
    }

    public ValueTask<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        Calls.Add(request.Inputs.Count == 0 ? 1 : request.Inputs[0].Tensor.Shape[0]);
        var response = new InferenceResponse();
        response.Outputs.AddRange(_compute(request));
        return ValueTask.FromResult(response);
    }
}
