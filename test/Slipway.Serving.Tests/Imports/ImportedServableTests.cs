using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Imports;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Imports;

public sealed class ImportedServableTests
{
    private static readonly ImportedSignature First = new(
        "serving_default",
        "model.onnx",
        "tensorflow/serving/predict",
        null
    );
    private static readonly ImportedSignature Second = new(
        "twice",
        "signatures/1.onnx",
        "tensorflow/serving/regress",
        null
    );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Execute_BySignature_GoesToItsOwnServable()
    {
        var servables = new Dictionary<string, FakeServable> { [First.File] = new(), [Second.File] = new() };
        await using var imported = await ImportedServable.LoadAsync(
            [First, Second],
            file => Task.FromResult<IServable>(servables[file])
        );
        using var request = new InferenceRequest { Model = new ModelSelector("m") };
        request.Inputs.Add(new NamedTensor("x", Tensor.From<float>([1f], new TensorShape(1))));

        (await imported.ExecuteAsync(request, Token)).Dispose();
        request.SignatureName = "twice";
        (await imported.ExecuteAsync(request, Token)).Dispose();
        (await imported.ExecuteAsync(request, Token)).Dispose();

        (servables[First.File].Executions, servables[Second.File].Executions).Should().Be((1, 2));
        imported.Signature.Others.Should().ContainSingle().Which.Method.Should().Be("tensorflow/serving/regress");
    }

    [Fact]
    public async Task Load_SecondSignatureFails_FreesTheFirst()
    {
        var first = new FakeServable();
        var load = () =>
            ImportedServable.LoadAsync(
                [First, Second],
                file => file == First.File ? Task.FromResult<IServable>(first) : throw ServingException.Internal("no")
            );

        await load.Should().ThrowAsync<ServingException>();
        first.IsDisposed.Should().BeTrue();
    }

    [Fact]
    public async Task Describe_ShapesThatWereDeclared_AreToldAndNotAskedFor()
    {
        var servable = new FakeServable
        {
            Signature = new(
                [new TensorSpec("x", DataType.Fp32, default) { HasUnknownRank = true }],
                [new TensorSpec("y", DataType.Fp32, default) { HasUnknownRank = true }]
            ),
        };
        var declared = First with { Shapes = new Dictionary<string, long[]> { ["x"] = [-1, 1] } };

        await using var imported = await ImportedServable.LoadAsync(
            [declared],
            _ => Task.FromResult<IServable>(servable)
        );

        var x = imported.Signature.Inputs[0];
        x.Shape.Should().Be(new TensorShape(-1, 1));
        (x.HasUnknownRank, x.IsShapeAdvisory, x.TakesAnyShape).Should().Be((false, true, true));
        imported.Signature.Outputs[0].HasUnknownRank.Should().BeTrue();
    }
}
