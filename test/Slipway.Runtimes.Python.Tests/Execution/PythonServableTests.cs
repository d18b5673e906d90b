using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Runtimes.Python.Tests.Hosting;
using Slipway.Tensors;

namespace Slipway.Runtimes.Python.Tests.Execution;

public sealed class PythonServableTests
{
    private const string Echo = """
        class Model:
            def predict(self, inputs):
                return {"y": inputs["x"]}
        """;

    private static ModelConfig Typed(string datatype) =>
        new()
        {
            Inputs = { ["x"] = new TensorConfig { Datatype = datatype } },
            Outputs = { ["y"] = new TensorConfig { Datatype = datatype } },
        };

    [Theory]
    [InlineData("BOOL")]
    [InlineData("UINT8")]
    [InlineData("UINT16")]
    [InlineData("UINT32")]
    [InlineData("UINT64")]
    [InlineData("INT8")]
    [InlineData("INT16")]
    [InlineData("INT32")]
    [InlineData("INT64")]
    [InlineData("FP16")]
    [InlineData("BF16")]
    [InlineData("FP32")]
    [InlineData("FP64")]
    public async Task Tensor_OfEachType_ComesBackAsItWas(string name)
    {
        DataTypes.TryParse(name, out var type).Should().BeTrue();
        await using var model = await PythonModel.LoadAsync(Echo, config: Typed(name));
        var size = type.ElementSize();
        foreach (
            long[] shape in (long[][])
                [
                    [3],
                    [2, 3],
                    [],
                    [0, 4],
                    [1],
                    [3000, 7],
                ]
        )
        {
            var tensor = Tensor.Allocate(type, new TensorShape(shape));
            for (var i = 0; i < tensor.ByteLength; i++)
            {
                // Small numbers of every type: only the lowest byte, which for floats is the highest.
                tensor.Bytes[i] = i % size == (name.Contains('F') ? size - 1 : 0) ? (byte)(i / size % 2) : (byte)0;
            }

            var sent = tensor.Bytes.ToArray();
            using var response = await model.RunAsync(("x", tensor));
            var output = response.Outputs.Should().ContainSingle().Subject;
            output.Name.Should().Be("y");
            output.Tensor.DataType.Should().Be(type);
            output.Tensor.Shape.Should().Be(new TensorShape(shape));
            output.Tensor.Bytes.SequenceEqual(sent).Should().BeTrue();
        }
    }

    [Fact]
    public async Task Texts_InBothDirections_ComeBackAsTheyWere()
    {
        await using var model = await PythonModel.LoadAsync(
            """
            from slipway import Tensor

            class Model:
                def predict(self, x: Tensor["str", None], raw: Tensor["bytes", None]) -> {
                    "upper": Tensor["str", None], "kinds": Tensor["str", 2], "raw": Tensor["bytes", None]
                }:
                    return {"upper": [t.upper() for t in x], "kinds": [type(x[0]).__name__, type(raw[0]).__name__], "raw": raw}
            """
        );
        var large = new string('ä', 20_000);

        using var response = await model.RunAsync(
            ("x", Tensor.FromStrings(["straße", large], new TensorShape(2))),
            ("raw", Tensor.FromStrings(["\0a", ""], new TensorShape(2)))
        );

        response.Outputs[0].Tensor.ToStrings().Should().Equal("STRASSE", large.ToUpperInvariant());
        response.Outputs[1].Tensor.ToStrings().Should().Equal("str", "bytes");
        response.Outputs[2].Tensor.ToStrings().Should().Equal("\0a", "");
    }

    [Fact]
    public async Task Parameters_OfRequest_ReachTheModel()
    {
        await using var model = await PythonModel.LoadAsync(
            """
            from slipway import Tensor

            class Model:
                def predict(self, x: Tensor["int64", 1], parameters) -> {"y": Tensor["str", 1]}:
                    return {"y": [repr(sorted(parameters.items()))]}
            """
        );
        var request = PythonModel.Request(("x", Tensor.From<long>([5], new TensorShape(1))));
        request.Parameters = new InferenceParameters
        {
            ["top"] = new ParameterValue(3L),
            ["t"] = new ParameterValue(0.5),
            ["on"] = new ParameterValue(true),
            ["s"] = new ParameterValue("x"),
        };

        using var response = await model.RunAsync(request, TestContext.Current.CancellationToken);

        response.Outputs[0].Tensor.ToStrings().Should().Equal("[('on', True), ('s', 'x'), ('t', 0.5), ('top', 3)]");
    }

    [Fact]
    public async Task Steps_AroundPredict_AreTaken()
    {
        await using var model = await PythonModel.LoadAsync(
            """
            from slipway import Tensor

            class Model:
                def load(self, context):
                    self.offset = int(context.parameters["offset"])
                def preprocess(self, x: Tensor["int64", None]):
                    return x + self.offset
                def predict(self, prepared):
                    yield prepared
                    yield prepared * 10
                async def postprocess(self, results) -> Tensor["int64", None]:
                    return results + 1
            """,
            config: new ModelConfig { Parameters = { ["offset"] = "100" } }
        );

        using var response = await model.RunAsync(("x", Tensor.From<long>([1, 2], new TensorShape(2))));

        response.Outputs[0].Name.Should().Be("output");
        response.Outputs[0].Tensor.AsSpan<long>().ToArray().Should().Equal(102, 103, 1011, 1021);
    }

    [Fact]
    public async Task Inputs_ThatTheModelKeeps_StayAsTheyWere()
    {
        await using var model = await PythonModel.LoadAsync(
            """
            from slipway import Tensor

            class Model:
                kept = None
                def predict(self, x: Tensor["int64", None]) -> Tensor["int64", None]:
                    before, self.kept = self.kept, x
                    return x if before is None else before
            """
        );
        var length = 4096;
        for (var i = 0L; i < 4; i++)
        {
            using var response = await model.RunAsync(
                ("x", Tensor.From<long>(Enumerable.Repeat(i, length).ToArray(), new TensorShape(length)))
            );
            response.Outputs[0].Tensor.AsSpan<long>().ToArray().Should().AllBeEquivalentTo(Math.Max(0, i - 1));
        }
    }

    [Theory]
    [InlineData(
        "raise ValueError('three rows, not two')",
        "ValueError: three rows, not two",
        ServingErrorCode.Internal
    )]
    [InlineData("raise slipway.InvalidInput('too long')", "too long", ServingErrorCode.InvalidArgument)]
    [InlineData("return {'z': x}", "no output 'y'", ServingErrorCode.Internal)]
    [InlineData("return {'y': x + 0.5}", "output 'y' is float64", ServingErrorCode.Internal)]
    [InlineData("return {'y': [[1], [2, 3]]}", "output 'y' cannot be made an array", ServingErrorCode.Internal)]
    [InlineData("return {'y': x.reshape(1, 1, 1)}", "in shape [1,1,1]", ServingErrorCode.Internal)]
    [InlineData("import sys; sys.exit(3)", "SystemExit: 3", ServingErrorCode.Internal)]
    public async Task Failure_OfTheModel_IsTheRequestsAlone(string body, string message, ServingErrorCode code)
    {
        await using var model = await PythonModel.LoadAsync(
            $$"""
            import slipway

            class Model:
                def predict(self, x: slipway.Tensor["int64", None]) -> {"y": slipway.Tensor["int64", None]}:
                    if x[0] > 0:
                        return {"y": x}
                    {{body}}
            """
        );

        var failing = async () => await model.AskAsync(0);
        var error = (await failing.Should().ThrowAsync<ServingException>()).Which;
        error.Code.Should().Be(code);
        error.Message.Should().StartWith("Model 'm'").And.Contain(message).And.NotContain("Traceback");
        (await model.AskAsync(7)).Should().Be(7);
    }

    [Fact]
    public async Task Model_WithoutNumpy_HasViewsAndLists()
    {
        var folder = new TestUtilities.TempFolder();
        folder.Write(
            "model.py",
            """
            import sys
            from slipway import Tensor

            class Model:
                def predict(self, x: Tensor["float32", None, 2], t: Tensor["str", None]) -> {
                    "sum": Tensor["float32", None], "rows": Tensor["int32", None, 2], "t": Tensor["str", None], "view": Tensor["float32", None, 2]
                }:
                    return {"sum": [x[0, 0] + x[0, 1]], "rows": [[1, 2], [3, 4]], "t": [s + "!" for s in t], "view": x}
            """
        );
        // The standard library alone, whatever is installed.
        await using var model = await PythonModel.LoadAsync(
            folder,
            folder["model.py"],
            Interpreter.With(),
            """{"arguments": ["-S"]}"""
        );

        using var response = await model.RunAsync(
            ("x", Tensor.From<float>([1.5f, 2], new TensorShape(1, 2))),
            ("t", Tensor.FromStrings(["a", "b"], new TensorShape(2)))
        );

        model.Servable.Details.Properties.Should().NotContain(fact => fact.Key == "numpy");
        response.Outputs[0].Tensor.AsSpan<float>().ToArray().Should().Equal(3.5f);
        response.Outputs[1].Tensor.AsSpan<int>().ToArray().Should().Equal(1, 2, 3, 4);
        response.Outputs[2].Tensor.ToStrings().Should().Equal("a!", "b!");
        response.Outputs[3].Tensor.AsSpan<float>().ToArray().Should().Equal(1.5f, 2);
    }
}
