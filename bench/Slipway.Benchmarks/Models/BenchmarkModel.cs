using Slipway.Benchmarks.Data;
using Slipway.Onnx;
using Slipway.TestUtilities;

namespace Slipway.Benchmarks.Models;

/// <summary>
/// A model that the runs are about: random weights that follow from a fixed seed, a first dimension that is free, and
/// one output, <c>y</c> FP32 [batch, <see cref="Outputs"/>].
/// </summary>
/// <param name="Name">As it is on the command line and served.</param>
/// <param name="Outputs">Values in the answer to one row.</param>
/// <param name="Build">Makes the graph; large ones take seconds.</param>
/// <param name="Inputs">What is sent for a number of rows.</param>
public sealed record BenchmarkModel(
    string Name,
    int Outputs,
    Func<OnnxGraphBuilder> Build,
    Func<int, IReadOnlyList<RequestInput>> Inputs
)
{
    private const int EncoderSequence = 128;

    /// <summary>A perceptron of 4 → 16 → 3: nearly all of a request is the server.</summary>
    public static BenchmarkModel Tiny { get; } = Perceptron("tiny", 4, 16, 3);

    /// <summary>A perceptron of 784 → 512 → 512 → 10.</summary>
    public static BenchmarkModel Mlp { get; } = Perceptron("mlp", 784, 512, 512, 10);

    public static IReadOnlyList<BenchmarkModel> All { get; } =
    [
        Tiny,
        Mlp,
        new("cnn", ImageModels.CnnClasses, ImageModels.Cnn, Image),
        new("encoder", EncoderModel.Hidden, EncoderModel.Build, Tokens),
        new("resnet18", ImageModels.ResNetClasses, ImageModels.ResNet18, Image),
        // 84 MB of weights for rows of 4 KB: reading the weights is what a run costs, however many rows it has.
        Perceptron("wide", 1024, 4096, 4096, 16),
    ];

    /// <summary>Those of the names; all where there is none.</summary>
    /// <exception cref="ArgumentException">A name is not one of ours.</exception>
    public static IReadOnlyList<BenchmarkModel> Named(IReadOnlyList<string> names) =>
        names.Count == 0 ? All : [.. names.Select(Named)];

    /// <inheritdoc cref="Named(IReadOnlyList{string})"/>
    public static BenchmarkModel Named(string name) =>
        All.FirstOrDefault(model => model.Name == name)
        ?? throw new ArgumentException(
            $"There is no benchmark model '{name}'; there are {string.Join(", ", All.Select(model => model.Name))}."
        );

    /// <summary>Where it lies in a model repository.</summary>
    public string PathIn(string repository) => Path.Combine(repository, Name, "1", "model.onnx");

    public override string ToString() => Name;

    private static BenchmarkModel Perceptron(string name, params int[] layers) =>
        new(name, layers[^1], () => TestModels.Mlp(layers), rows => [RequestInput.Uniform("x", rows, layers[0])]);

    private static IReadOnlyList<RequestInput> Image(int rows) =>
        [RequestInput.Uniform("x", rows, 3, ImageModels.Side, ImageModels.Side)];

    // Rows of full length: nothing is masked.
    private static IReadOnlyList<RequestInput> Tokens(int rows) =>
        [
            RequestInput.Integers(EncoderModel.Ids, 0, EncoderModel.Vocabulary, rows, EncoderSequence),
            RequestInput.Integers(EncoderModel.Mask, 1, 2, rows, EncoderSequence),
        ];
}
