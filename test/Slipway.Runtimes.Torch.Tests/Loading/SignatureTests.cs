using Slipway.Errors;
using Slipway.Models;
using Slipway.Runtimes.Torch.Tests.Hosting;
using Slipway.Tensors;
using static Slipway.Runtimes.Torch.Tests.Hosting.LoadedModel;

namespace Slipway.Runtimes.Torch.Tests.Loading;

/// <summary>What a model is found to take and to give.</summary>
[Collection(LibTorchCollection.Name)]
public sealed class SignatureTests
{
    private const string AddSub = """
        def forward(self: __torch__.Net,
            a: Tensor,
            b: Tensor) -> Tuple[Tensor, Tensor]:
          return (torch.add(a, b), torch.sub(a, b))
        """;

    [Fact]
    public async Task Load_CodeThatTellsNoType_SaysWhatToWrite()
    {
        var act = () => LoadAsync(AddSub);

        var error = (await act.Should().ThrowAsync<ServingException>()).Which;
        error.Reason.Should().Be("signature-unknown");
        error.Message.Should().Contain("'a', 'b'").And.Contain("inputs: { a: { datatype: FP32, shape: [-1, 10] }, b: ");
    }

    [Fact]
    public async Task Load_NamesAsTritons_CountByPlace()
    {
        var config = Typed("INPUT__1", "INPUT__0");
        config.Outputs["OUTPUT__1"] = new TensorConfig { Datatype = "FP32" };
        await using var model = await LoadAsync(AddSub, config);

        model.Signature.Inputs.Select(input => input.Name).Should().Equal("INPUT__0", "INPUT__1");
        model.Signature.Outputs.Select(output => output.Name).Should().Equal("output_0", "OUTPUT__1");
        using var response = await model.RunAsync(("INPUT__1", Floats(1)), ("INPUT__0", Floats(5)));
        response.Outputs[1].Tensor.AsSpan<float>()[0].Should().Be(4);
    }

    [Fact]
    public async Task Load_OtherNames_StandForAllInOrder()
    {
        await using var model = await LoadAsync(AddSub, Typed("left", "right"));

        model.Signature.Inputs.Select(input => input.Name).Should().Equal("left", "right");
    }

    [Fact]
    public async Task Load_NamesThatFitNothing_AreRefused()
    {
        var act = () => LoadAsync(AddSub, Typed("a", "b", "c"));

        (await act.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be("invalid-config");
    }

    [Fact]
    public async Task Load_DeclaredShapes_GiveThoseOfTheOutputs()
    {
        var config = new ModelConfig
        {
            Inputs =
            {
                ["a"] = new TensorConfig { Datatype = "FP32", Shape = [-1, 3] },
                ["b"] = new TensorConfig { Datatype = "FP32", Shape = [-1, 3] },
            },
        };
        await using var model = await LoadAsync(AddSub, config);

        model.Signature.Inputs.Select(input => input.ToString()).Should().Equal("a: FP32[-1,3]", "b: FP32[-1,3]");
        model
            .Signature.Outputs.Select(output => output.ToString())
            .Should()
            .Equal("output_0: FP32[-1,3]", "output_1: FP32[-1,3]");
    }

    [Fact]
    public async Task Load_OutputDeclaredAsAnotherType_IsRefused()
    {
        var config = Typed("a", "b");
        config.Outputs["output_0"] = new TensorConfig { Datatype = "INT64" };

        var act = () => LoadAsync(AddSub, config);

        (await act.Should().ThrowAsync<ServingException>().WithMessage("*INT64*FP32*"))
            .Which.Reason.Should()
            .Be("invalid-config");
    }

    [Theory]
    [InlineData("torch.embedding(torch.zeros([5, 2]), x)", "INT64")]
    [InlineData("torch.softmax(torch.reshape(x, [-1]), 0)", "FP32")]
    [InlineData("torch.tanh(torch.div(torch.add(x, 1), 2.))", "FP32")]
    [InlineData("torch.to(x, 6)", "FP32")]
    [InlineData("torch.masked_fill(torch.zeros([1]), x, 1.)", "BOOL")]
    [InlineData("torch.index_select(torch.zeros([5]), 0, torch.reshape(x, [-1]))", "INT64")]
    public async Task Load_CodeThatTellsAType_TakesIt(string expression, string type)
    {
        await using var model = await LoadAsync(
            $"""
            def forward(self: __torch__.Net,
                x: Tensor) -> Tensor:
              return {expression}
            """
        );

        model.Signature.Inputs[0].DataType.Name().Should().Be(type);
        model.Signature.Inputs[0].HasUnknownRank.Should().BeTrue();
    }

    [Theory]
    [InlineData("Dict[str, Tensor]", "{\"a\": x}", "dict-output")]
    [InlineData("str", "\"text\"", "unsupported-type")]
    [InlineData("Tuple[Tensor, Tensor, Tensor, Tensor, Tensor, int]", "(x, x, x, x, x, 1)", "unsupported-type")]
    public async Task Load_WhatCannotBeAnswered_IsRefused(string type, string value, string reason)
    {
        var act = () =>
            LoadAsync(
                $"""
                def forward(self: __torch__.Net,
                    x: Tensor) -> {type}:
                  return {value}
                """,
                Typed("x")
            );

        (await act.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be(reason);
    }

    [Theory]
    [InlineData("List[Tensor]")]
    [InlineData("str")]
    public async Task Load_InputThatNoRequestCarries_IsRefused(string type)
    {
        var act = () =>
            LoadAsync(
                $"""
                def forward(self: __torch__.Net,
                    x: {type}) -> int:
                  return 1
                """
            );

        (await act.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be("unsupported-type");
    }

    [Fact]
    public async Task Load_TextDeclaredForAnInput_IsRefused()
    {
        var config = new ModelConfig { Inputs = { ["a"] = new TensorConfig { Datatype = "BYTES" } } };

        var act = () => LoadAsync(AddSub, config);

        (await act.Should().ThrowAsync<ServingException>().WithMessage("*BYTES*"))
            .Which.Reason.Should()
            .Be("unsupported-type");
    }

    [Theory]
    [InlineData("intra_op_threads: 0")]
    [InlineData("threads: 2")]
    public void Options_WrongOnes_AreRefused(string text)
    {
        var (key, value) = (text.Split(": ")[0], text.Split(": ")[1]);
        using var json = System.Text.Json.JsonDocument.Parse($$"""{"{{key}}": {{value}}}""");
        var config = new ModelConfig { Sections = { ["torch"] = json.RootElement.Clone() } };
        var package = new ModelPackage("net", 1, "/", "/model.pt", "torch", config);

        var act = () => Torch.Options.TorchOptionsReader.Read(package);

        act.Should().Throw<ServingException>().Which.Message.Should().Contain(key);
    }
}
