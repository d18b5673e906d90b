using System.Text;
using System.Text.Json;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Tasks.Tests.Images;

/// <summary>A task over a model that is a function, in a folder of its own.</summary>
internal sealed class ImageTaskRig(IModelTask task) : IModelCalls, IDisposable
{
    private static readonly TensorSpec Pixels = new("pixel_values", DataType.Fp32, new TensorShape(-1, 3, 4, 4));

    private readonly TempFolder _folder = new();

    public List<TensorSpec> Inputs { get; } = [Pixels];

    public List<TensorSpec> Outputs { get; } = [];

    /// <summary>The section of the task in <c>model.yaml</c>, as JSON; null for none.</summary>
    public string? Section { get; set; }

    /// <summary>Fills the response.</summary>
    public Action<InferenceRequest, InferenceResponse> Compute { get; set; } = (_, _) => { };

    /// <summary>The shapes of the inputs that came, and the numbers of the last picture.</summary>
    public List<string> Seen { get; } = [];

    public float[] Picture { get; private set; } = [];

    public ModelSelector Model { get; } = new("pictures", 1);

    public void Write(string name, string content) => File.WriteAllText(Path.Combine(_folder.Path, name), content);

    public bool IsRecognized => task.Recognizes(Package());

    public async Task<ITypedModel> LoadAsync() =>
        await task.LoadAsync(
            new TaskContext(Package(), new ModelSignature(Inputs, Outputs), new ModelDetails("test", [])),
            TestContext.Current.CancellationToken
        );

    public Task<string> AnswerAsync(string mediaType, string body) =>
        AnswerAsync(mediaType, Encoding.UTF8.GetBytes(body));

    public async Task<string> AnswerAsync(
        string mediaType,
        byte[] body,
        IReadOnlyDictionary<string, string>? options = null
    ) => await AnswerAsync(new TypedRequest(mediaType, body) { Options = options ?? new Dictionary<string, string>() });

    public async Task<string> AnswerAsync(TypedRequest request)
    {
        var model = await LoadAsync();
        var answer = await model.AnswerAsync(request, this, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(answer.Body.Span);
    }

    public ValueTask<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        var response = new InferenceResponse();
        lock (Seen)
        {
            Seen.AddRange(request.Inputs.Select(input => $"{input.Name} {input.Tensor}"));
            if (request.Inputs[0].Tensor.DataType == DataType.Fp32)
                Picture = request.Inputs[0].Tensor.AsSpan<float>().ToArray();
            Compute(request, response);
        }

        return ValueTask.FromResult(response);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A data URI of a file.</summary>
    public static string Uri(byte[] content) => "data:image/png;base64," + Convert.ToBase64String(content);

    /// <summary>A PNG of one colour.</summary>
    public static byte[] Png(int width, int height, byte red, byte green, byte blue)
    {
        var rows = new List<byte>();
        for (var y = 0; y < height; y++)
        {
            rows.Add(0);
            for (var x = 0; x < width; x++)
            {
                rows.AddRange([red, green, blue]);
            }
        }

        return TestPng.File((uint)width, (uint)height, 8, TestPng.Rgb, rows.ToArray());
    }

    private ModelPackage Package()
    {
        var config = new ModelConfig();
        if (Section is not null)
            config.Sections[task.Name] = JsonElement.Parse(Section);
        return new ModelPackage("pictures", 1, _folder.Path, Path.Combine(_folder.Path, "model.onnx"), "onnx", config);
    }
}
