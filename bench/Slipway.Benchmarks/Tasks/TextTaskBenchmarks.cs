using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Slipway.Benchmarks.Models;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Onnx;
using Slipway.Runtimes.Onnx;
using Slipway.Tasks;
using Slipway.Tasks.Tokenizers;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Benchmarks.Tasks;

/// <summary>
/// What a text task costs over its model: JSON with a text to JSON with the answer, against the same ids as tensors through
/// the same servable. The encoder is a small transformer; the table is hardly a model at all, and shows the cost itself.
/// </summary>
[MemoryDiagnoser]
public class TextTaskBenchmarks
{
    private const string Encoder = "embeddings, encoder of 4 layers";
    private const string Table = "token-classification, table";

    private static readonly string[] Words = [.. Enumerable.Range(0, 20_000).Select(i => $"w{i}")];

    private string _folder = "";
    private IServable _servable = null!;
    private ITypedModel _typed = null!;
    private TypedRequest _typedRequest = null!;
    private InferenceRequest _tensors = null!;
    private DirectCalls _calls = null!;

    [Params(Encoder, Table)]
    public string Case { get; set; } = Encoder;

    /// <summary>Words of the text, each of which is one token.</summary>
    [Params(16, 128)]
    public int Length { get; set; }

    [GlobalSetup]
    public async Task PrepareAsync()
    {
        _folder = Directory.CreateTempSubdirectory("slipway-bench").FullName;
        var path = Path.Combine(_folder, "model.onnx");
        Graph().Save(path);
        await File.WriteAllTextAsync(Path.Combine(_folder, "tokenizer.json"), TestTokenizers.WordPiece(Words));
        var config = new ModelConfig { Task = Case.Split(',')[0] };
        if (Case == Table)
            config.Sections[config.Task] = JsonElement.Parse(
                """{"labels": ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]}"""
            );
        var package = new ModelPackage("model", 1, _folder, path, OnnxRuntime.RuntimeName, config);
        _servable = await new OnnxRuntime().CreateLoader(package).LoadAsync(CancellationToken.None);
        _calls = new DirectCalls(_servable);
        _typed = await ModelTasks
            .All.Single(task => task.Name == config.Task)
            .LoadAsync(new TaskContext(package, _servable.Signature, _servable.Details), CancellationToken.None);

        var text = string.Join(' ', Enumerable.Range(0, Length).Select(i => Words[i * 37 % Words.Length]));
        _typedRequest = new TypedRequest(
            "application/json",
            System.Text.Encoding.UTF8.GetBytes($$"""{"text": "{{text}}"}""")
        );
        long[] ids = [.. TokenizerLoader.LoadFolder(_folder).Encode(text).Ids.Select(id => (long)id)];
        var shape = new TensorShape(1, ids.Length);
        _tensors = new InferenceRequest
        {
            Model = _calls.Model,
            Inputs =
            {
                new NamedTensor(EncoderModel.Ids, Tensor.From<long>(ids, shape)),
                new NamedTensor(EncoderModel.Mask, Tensor.From<long>([.. ids.Select(_ => 1L)], shape)),
            },
        };
    }

    [GlobalCleanup]
    public async Task ReleaseAsync()
    {
        _tensors.Dispose();
        await _servable.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public async ValueTask<int> Tensors()
    {
        using var response = await _calls.InferAsync(_tensors, CancellationToken.None);
        return response.Outputs[0].Tensor.ByteLength;
    }

    [Benchmark]
    public async ValueTask<int> Typed() =>
        (await _typed.AnswerAsync(_typedRequest, _calls, CancellationToken.None)).Body.Length;

    private OnnxGraphBuilder Graph()
    {
        if (Case == Encoder)
            return EncoderModel.Build();
        var rows = Words.Length + TestTokenizers.Special.Count;
        return TestModels.TokenTable([.. Enumerable.Range(0, rows).Select(Row)]);
    }

    // Every fourth word is in an entity.
    private static float[] Row(int id) => id % 4 == 0 ? [0, 5, 0, 0, 0] : [5, 0, 0, 0, 0];

    private sealed class DirectCalls(IServable servable) : IModelCalls
    {
        public ModelSelector Model { get; } = new("model", 1);

        public ValueTask<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken) =>
            servable.ExecuteAsync(request, cancellationToken);
    }
}
