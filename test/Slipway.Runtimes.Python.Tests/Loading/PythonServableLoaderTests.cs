using Slipway.Errors;
using Slipway.Models;
using Slipway.Runtimes.Python.Tests.Hosting;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Runtimes.Python.Tests.Loading;

public sealed class PythonServableLoaderTests
{
    private const string Typed = """
        from slipway import Tensor

        class Model:
            def predict(self, x: Tensor["float32", "batch", 4], bias: Tensor["float32", 1] = None) -> {"y": Tensor["int64", None]}:
                return {"y": x}
        """;

    [Fact]
    public async Task Signature_FromAnnotations_IsTold()
    {
        await using var model = await PythonModel.LoadAsync(Typed);

        var signature = model.Servable.Signature;
        signature.Inputs.Select(spec => spec.ToString()).Should().Equal("x: FP32[-1,4]", "bias: FP32[1]");
        signature.Inputs.Select(spec => spec.IsOptional).Should().Equal(false, true);
        signature.Inputs[0].DimensionNames.Should().Equal("batch", null);
        signature.Outputs.Select(spec => spec.ToString()).Should().Equal("y: INT64[-1]");
        model.Servable.Details.Platform.Should().Be("python");
        model.Servable.Details.Properties.Select(fact => fact.Key).Should().Contain(["class", "python", "interpreter"]);
    }

    [Theory]
    [InlineData("TypedDict")]
    [InlineData("dataclass")]
    public async Task Signature_FromClasses_IsToldAndKept(string kind)
    {
        var (take, head) =
            kind == "TypedDict" ? ("x['a']", "class {0}(TypedDict):") : ("x.a", "@dataclass\nclass {0}:");
        var give = kind == "TypedDict" ? "{'y': value}" : "Outputs(value)";
        await using var model = await PythonModel.LoadAsync(
            $"""
            from dataclasses import dataclass
            from typing import TypedDict
            from slipway import Tensor

            {string.Format(null, head, "Inputs")}
                a: Tensor["int64", None]

            {string.Format(null, head, "Outputs")}
                y: Tensor["int64", None]

            class Model:
                def predict(self, x: Inputs) -> Outputs:
                    value = {take} * 2
                    return {give}
            """
        );

        model.Servable.Signature.Inputs[0].ToString().Should().Be("a: INT64[-1]");
        using var response = await model.RunAsync(("a", Tensor.From<long>([4], new TensorShape(1))));
        response.Outputs[0].Tensor.AsSpan<long>()[0].Should().Be(8);
    }

    [Fact]
    public async Task Signature_FromTheConfiguration_IsInFront()
    {
        await using var model = await PythonModel.LoadAsync(
            Typed,
            config: new ModelConfig
            {
                Inputs =
                {
                    ["x"] = new TensorConfig
                    {
                        Datatype = "FP64",
                        Shape = [-1, 2],
                        Description = "What goes in.",
                    },
                },
                Outputs =
                {
                    ["extra"] = new TensorConfig { Datatype = "BYTES", Labels = ["a"] },
                },
            }
        );

        var signature = model.Servable.Signature;
        signature.Inputs.Select(spec => spec.ToString()).Should().Equal("x: FP64[-1,2]", "bias: FP32[1]");
        signature.Inputs[0].Description.Should().Be("What goes in.");
        signature.Outputs.Select(spec => spec.Name).Should().Equal("y", "extra");
        signature.Outputs[1].HasUnknownRank.Should().BeTrue();
        signature.Outputs[1].Labels.Should().Equal("a");
    }

    [Theory]
    [InlineData("class Model:\n  def predict(self, inputs): return {}", "signature-missing", "annotate predict")]
    [InlineData("x = 1", "class-missing", "class called Model")]
    [InlineData(
        "class Model:\n  def load(self, context): raise OSError('no weights')\n  def predict(self, x): pass",
        "load-failed",
        "OSError: no weights"
    )]
    [InlineData("class Model(:", "load-failed", "SyntaxError")]
    [InlineData("import not_there_at_all", "module-missing", "'not_there_at_all'")]
    [InlineData("import os; os._exit(9)", "worker-died", "exit code 9")]
    [InlineData("from slipway import Tensor\nTensor['complex64', 1]", "load-failed", "TypeError: Tensor['complex64']")]
    public async Task Load_OfWhatCannotBeServed_SaysWhy(string code, string reason, string message)
    {
        var loading = async () => await PythonModel.LoadAsync(code);

        var error = (await loading.Should().ThrowAsync<ServingException>()).Which;
        error.Reason.Should().Be(reason);
        error.Message.Should().StartWith("Model 'm' version 1 cannot be loaded: ").And.Contain(message);
    }

    [Fact]
    public async Task Load_WithRequirementsThatAreMissing_NamesTheFile()
    {
        using var folder = new TempFolder();
        folder.Write("model.py", "import not_there_at_all");
        folder.Write("requirements.txt", "not-there-at-all");
        var loading = async () => await PythonModel.LoadAsync(folder, folder["model.py"], Interpreter.With("numpy"));

        (await loading.Should().ThrowAsync<ServingException>())
            .Which.Message.Should()
            .Contain("-m pip install -r requirements.txt")
            .And.Contain("virtual_environment");
    }

    [Fact]
    public async Task Load_OverItsTime_IsEnded()
    {
        var loading = async () => await PythonModel.LoadAsync("while True: pass", """{"start_timeout_seconds": 0.7}""");

        var error = (await loading.Should().ThrowAsync<ServingException>()).Which;
        error.Reason.Should().Be("start-timeout");
        error.Message.Should().Contain("0.7 s").And.Contain("start_timeout_seconds");
    }

    [Theory]
    [InlineData("""{"interpreter": "python-of-nobody"}""", "'python-of-nobody', which is not on PATH")]
    [InlineData("""{"interpreter": "bin/nothing"}""", "'bin/nothing', which does not exist")]
    [InlineData("""{"virtual_environment": "env"}""", "'env', where there is no bin/python")]
    [InlineData("""{"interpreter": "/dev/null"}""", "cannot be started")]
    public async Task Load_WithoutTheInterpreter_NamesIt(string options, string message)
    {
        var folder = new TempFolder();
        folder.Write("model.py", Typed);
        var loading = async () => await PythonModel.LoadAsync(folder, folder["model.py"], null, options);

        var error = (await loading.Should().ThrowAsync<ServingException>()).Which;
        error.Reason.Should().Be("interpreter-missing");
        error.Message.Should().Contain(message);
    }

    [Fact]
    public async Task Load_WithoutAChoice_TakesTheFirstInterpreterThatHasTheModules()
    {
        Interpreter.With("numpy");
        var folder = new TempFolder();
        folder.Write("model.py", $"import numpy\n{Typed}");

        await using var model = await PythonModel.LoadAsync(folder, folder["model.py"], null);

        model.Servable.Details.Properties.Should().Contain(fact => fact.Key == "numpy");
    }

    [Fact]
    public async Task Environment_OfAWorker_IsTheOptionsAndLittleElse()
    {
        Environment.SetEnvironmentVariable("SLIPWAY_TEST_SECRET", "secret");
        await using var model = await PythonModel.LoadAsync(
            """
            import os
            from slipway import Tensor

            class Model:
                def predict(self, x: Tensor["int64", 1]) -> Tensor["str", None]:
                    return sorted(name + "=" + value for name, value in os.environ.items())
            """,
            """{"environment": {"MODE": "fast"}, "threads": 3}"""
        );

        using var response = await model.RunAsync(("x", Tensor.From<long>([0], new TensorShape(1))));

        response
            .Outputs[0]
            .Tensor.ToStrings()
            .Should()
            .Contain(["MODE=fast", "OMP_NUM_THREADS=3"])
            .And.NotContain(variable => variable.StartsWith("SLIPWAY_", StringComparison.Ordinal));
    }
}
