using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Signatures;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Signatures;

[Collection(RentedMemoryTests.Name)]
public sealed class ConfiguredServableTests
{
    private static FakeServable Inner() =>
        new()
        {
            Signature = new ModelSignature(
                [new TensorSpec("x", DataType.Fp32, new TensorShape(-1, 2, 3))],
                [new TensorSpec("y", DataType.Fp32, new TensorShape(-1, 2, 3)) { Description = "own" }]
            ),
        };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Wrap_NothingSaidOfTensors_IsTheServableItself()
    {
        var inner = Inner();
        ConfiguredServable.Wrap(inner, Package(new ModelConfig())).Should().BeSameAs(inner);
    }

    [Fact]
    public void Wrap_LabelsAndNarrowerShapes_AreSeen()
    {
        var config = new ModelConfig
        {
            Inputs =
            {
                ["x"] = new TensorConfig { Datatype = "FP32", Shape = [4, 2, 3] },
            },
            Outputs = { ["y"] = new TensorConfig { Labels = ["a", "b"] } },
        };
        var signature = ConfiguredServable.Wrap(Inner(), Package(config)).Signature;
        signature.Inputs[0].Shape.Should().Be(new TensorShape(4, 2, 3));
        signature.Outputs[0].Labels.Should().Equal("a", "b");
        signature.Outputs[0].Description.Should().Be("own");
    }

    [Fact]
    public async Task Execute_Reshape_GoesInAndOutWithoutACopy()
    {
        var servable = ConfiguredServable.Wrap(
            Inner(),
            Package(
                new ModelConfig
                {
                    MaxBatchSize = 8,
                    Inputs =
                    {
                        ["x"] = new TensorConfig { Shape = [-1, 6], Reshape = [-1, 2, 3] },
                    },
                    Outputs =
                    {
                        ["y"] = new TensorConfig { Shape = [-1, 3, 2, 1], Reshape = [-1, 2, 3] },
                    },
                }
            )
        );
        servable.Signature.Inputs[0].Shape.Should().Be(new TensorShape(-1, 6));
        var before = TensorBuffer.RentedBytes;
        using (var request = new InferenceRequest { Model = new ModelSelector("m") })
        {
            request.Inputs.Add(new NamedTensor("x", Floats(12, 2, 6)));
            using var response = await servable.ExecuteAsync(request, Token);
            var output = response.Outputs.Should().ContainSingle().Which.Tensor;
            output.Shape.Should().Be(new TensorShape(2, 3, 2, 1));
            output.AsSpan<float>().ToArray().Should().Equal(Enumerable.Range(0, 12).Select(i => (float)i));
            request.Inputs[0].Tensor.Shape.Should().Be(new TensorShape(2, 6), "the request stays the caller's");
            request.Inputs[0].Tensor.AsSpan<float>()[11].Should().Be(11);
        }

        TensorBuffer.RentedBytes.Should().Be(before);
    }

    [Fact]
    public async Task Execute_OutputThatDoesNotFit_IsAnInternalErrorAndFreed()
    {
        // The fake answers [1,2,3] where the configuration promises a row of six.
        var inner = new FakeServable
        {
            Signature = new ModelSignature(
                [new TensorSpec("x", DataType.Fp32, default) { HasUnknownRank = true }],
                [new TensorSpec("y", DataType.Fp32, default) { HasUnknownRank = true }]
            ),
        };
        var servable = ConfiguredServable.Wrap(
            inner,
            Package(
                new ModelConfig
                {
                    Outputs =
                    {
                        ["y"] = new TensorConfig { Shape = [6], Reshape = [6, 1] },
                    },
                }
            )
        );
        var before = TensorBuffer.RentedBytes;
        using var request = new InferenceRequest { Model = new ModelSelector("m") };
        request.Inputs.Add(new NamedTensor("x", Floats(6, 1, 2, 3)));
        var rented = TensorBuffer.RentedBytes;
        await servable
            .Awaiting(s => s.ExecuteAsync(request, Token).AsTask())
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("*[1,2,3]*'reshape'*");
        TensorBuffer.RentedBytes.Should().Be(rented).And.BeGreaterThan(before);
    }

    [Fact]
    public async Task Dispose_GoesToTheServable()
    {
        var inner = Inner();
        await ConfiguredServable.Wrap(inner, Package(new ModelConfig { MaxBatchSize = 1 })).DisposeAsync();
        inner.IsDisposed.Should().BeTrue();
    }

    [Theory]
    [InlineData("x", "INT32", null, null, "input 'x' is FP32 in the model and INT32 in the configuration")]
    [InlineData("x", null, new long[] { -1, 2, 4 }, null, "is [-1,2,3] in the model and [-1,2,4] in the configuration")]
    [InlineData("x", null, new long[] { -1, -1, 3 }, null, "is [-1,2,3] in the model and [-1,-1,3]")]
    [InlineData("x", null, new long[] { -1, 6 }, null, "is [-1,2,3] in the model and [-1,6]")]
    [InlineData("x", null, new long[] { -1, 6 }, new long[] { -1, 6 }, "is [-1,2,3] in the model and [-1,6]")]
    [InlineData(
        "x",
        null,
        new long[] { -1, 5 },
        new long[] { -1, 2, 3 },
        "reshape of 'x': [-1,5] and [-1,2,3] must have as many elements"
    )]
    [InlineData("x", null, new long[] { -1, -1 }, new long[] { -1, 2, 3 }, "as many free dimensions")]
    [InlineData("z", null, null, null, "the model has no input 'z', it has 'x'")]
    public void Wrap_Mismatch_IsRefusedInClearWords(
        string name,
        string? type,
        long[]? shape,
        long[]? reshape,
        string message
    )
    {
        var tensor = new TensorConfig
        {
            Datatype = type,
            Shape = shape?.ToList(),
            Reshape = reshape?.ToList(),
        };
        Mismatch(new ModelConfig { Inputs = { [name] = tensor } }).Should().Contain(message);
    }

    [Fact]
    public void Wrap_SeveralMismatches_AreToldAtOnce() =>
        Mismatch(
                new ModelConfig
                {
                    Inputs =
                    {
                        ["x"] = new TensorConfig { Datatype = "INT8", Optional = true },
                    },
                    Outputs = { ["q"] = new TensorConfig() },
                }
            )
            .Should()
            .ContainAll("INT8", "'x' is optional in the configuration, but the model needs it", "no output 'q'");

    [Fact]
    public void Wrap_BatchesOfAFixedDimension_AreRefused()
    {
        var inner = new FakeServable
        {
            Signature = new ModelSignature([new TensorSpec("x", DataType.Fp32, new TensorShape(1, 16))], []),
        };
        Mismatch(new ModelConfig { MaxBatchSize = 8 }, inner)
            .Should()
            .Contain("'x' of shape [1,16] has no free first dimension, which 'max_batch_size: 8' needs");
    }

    private static string Mismatch(ModelConfig config, FakeServable? inner = null)
    {
        var wrap = () => ConfiguredServable.Wrap(inner ?? Inner(), Package(config));
        var error = wrap.Should().Throw<ServingException>().Which;
        error.Reason.Should().Be("config-mismatch");
        error.Message.Should().StartWith("The configuration of model 'm' does not fit the model: ");
        return error.Message;
    }

    private static Tensor Floats(int count, params long[] shape) =>
        Tensor.From<float>([.. Enumerable.Range(0, count).Select(i => (float)i)], new TensorShape(shape));

    private static ModelPackage Package(ModelConfig config) => new("m", 1, "/m", "/m/x", "fake", config);
}
