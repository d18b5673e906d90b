using Slipway.Errors;
using Slipway.Models;
using Slipway.Runtimes.Torch.Tests.Hosting;
using Slipway.Tensors;
using static Slipway.Runtimes.Torch.Tests.Hosting.LoadedModel;

namespace Slipway.Runtimes.Torch.Tests.Execution;

[Collection(LibTorchCollection.Name)]
public sealed class TorchServableTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Execute_Tensor_IsComputedAndNamedOutput()
    {
        await using var model = await LoadAsync(
            """
            def forward(self: __torch__.Net,
                x: Tensor) -> Tensor:
              return torch.tanh(torch.mul(x, 2))
            """
        );

        using var response = await model.RunAsync(("x", Floats(0, 0.5f)));

        var output = response.Outputs.Should().ContainSingle().Which;
        output.Name.Should().Be("output");
        output.Tensor.AsSpan<float>().ToArray().Should().Equal(0, MathF.Tanh(1));
        response.Timings.ComputeInfer.Should().BePositive();
    }

    [Fact]
    public async Task Execute_NestedTuplesListsAndNumbers_AreTakenApartFromLeftToRight()
    {
        await using var model = await LoadAsync(
            """
            def forward(self: __torch__.Net,
                x: Tensor) -> Tuple[Tensor, List[Tensor], Tuple[int, bool]]:
              y = torch.relu(x)
              return (y, [torch.add(y, 1), torch.add(y, 2)], (torch.size(x, 0), True))
            """,
            Typed("x")
        );

        model
            .Signature.Outputs.Select(output => $"{output.Name} {output.DataType.Name()}")
            .Should()
            .Equal("output_0 FP32", "output_1_0 FP32", "output_1_1 FP32", "output_2_0 INT64", "output_2_1 BOOL");
        using var response = await model.RunAsync(("x", Floats(-1, 3)));
        response.Outputs[2].Tensor.AsSpan<float>().ToArray().Should().Equal(2, 5);
        response.Outputs[3].Tensor.AsSpan<long>().ToArray().Should().Equal(2);
        response.Outputs[4].Tensor.Bytes.ToArray().Should().Equal(1);
    }

    [Fact]
    public async Task Execute_NamedTuple_NamesTheOutputs()
    {
        var file = ScriptFile.Of(
            """
            def forward(self: __torch__.Net,
                x: Tensor) -> __torch__.Pair:
              return __torch__.Pair(torch.add(x, 1), torch.mul(x, 2))
            """,
            before: "class Pair(NamedTuple):\n  sum : Tensor\n  product : Tensor\n"
        );
        await using var model = await LoadAsync(file, Typed("x"));

        using var response = await model.RunAsync(("x", Floats(3)));

        response.Outputs.Select(output => output.Name).Should().Equal("sum", "product");
        response.Outputs[1].Tensor.AsSpan<float>()[0].Should().Be(6);
    }

    [Fact]
    public async Task Execute_InputThatMayBeMissing_IsNoneWithoutIt()
    {
        await using var model = await LoadAsync(
            """
            def forward(self: __torch__.Net,
                x: Tensor,
                bias: Optional[Tensor]=None,
                scale: float=2.) -> Tensor:
              if torch.__isnot__(bias, None):
                bias0 = unchecked_cast(Tensor, bias)
                y = torch.add(x, bias0)
              else:
                y = x
              return torch.mul(y, scale)
            """,
            Typed("x", "bias")
        );

        model.Signature.Inputs.Select(input => input.IsOptional).Should().Equal(false, true);
        using var without = await model.RunAsync(("x", Floats(1)));
        using var with = await model.RunAsync(("x", Floats(1)), ("bias", Floats(10)));
        without.Outputs[0].Tensor.AsSpan<float>()[0].Should().Be(2);
        with.Outputs[0].Tensor.AsSpan<float>()[0].Should().Be(22);
    }

    [Fact]
    public async Task Execute_ModelThatWritesToItsInput_LeavesTheRequestAlone()
    {
        await using var model = await LoadAsync(
            """
            def forward(self: __torch__.Net,
                x: Tensor) -> Tensor:
              return torch.add_(x, 1)
            """,
            Typed("x")
        );
        using var request = Request(("x", Floats(1, 2)));

        using var response = await model.Servable.ExecuteAsync(request, Token);

        response.Outputs[0].Tensor.AsSpan<float>().ToArray().Should().Equal(2, 3);
        request.Inputs[0].Tensor.AsSpan<float>().ToArray().Should().Equal(1, 2);
    }

    [Theory]
    [InlineData("FP16")]
    [InlineData("BF16")]
    [InlineData("FP64")]
    [InlineData("INT8")]
    [InlineData("UINT8")]
    [InlineData("INT32")]
    public async Task Execute_EveryType_ComesBackAsItself(string type)
    {
        var config = new ModelConfig { Inputs = { ["x"] = new TensorConfig { Datatype = type } } };
        await using var model = await LoadAsync(
            """
            def forward(self: __torch__.Net,
                x: Tensor) -> Tensor:
              return torch.neg(torch.neg(x))
            """,
            config
        );
        DataTypes.TryParse(type, out DataType parsed).Should().BeTrue();
        var tensor = Tensor.Allocate(parsed, new TensorShape(2));
        tensor.Bytes.Clear();
        tensor.Bytes[^1] = 0x40;
        var sent = tensor.Bytes.ToArray();

        using var response = await model.RunAsync(("x", tensor));

        response.Outputs[0].Tensor.DataType.Should().Be(parsed);
        response.Outputs[0].Tensor.Bytes.ToArray().Should().Equal(sent);
    }

    [Fact]
    public async Task Execute_EmptyTensor_IsAnswered()
    {
        await using var model = await LoadAsync(
            """
            def forward(self: __torch__.Net,
                x: Tensor) -> Tensor:
              return torch.tanh(x)
            """
        );

        using var response = await model.RunAsync(("x", Tensor.From<float>([], new TensorShape(0, 3))));

        response.Outputs[0].Tensor.Shape.Should().Be(new TensorShape(0, 3));
    }

    [Fact]
    public async Task Execute_ModelThatFails_SaysWhatItsOwnWordsAre()
    {
        await using var model = await LoadAsync(
            """
            def forward(self: __torch__.Net,
                x: Tensor) -> Tensor:
              return torch.matmul(x, torch.zeros([7, 7]))
            """
        );

        var act = () => model.RunAsync(("x", Floats(1, 2)));

        var error = (await act.Should().ThrowAsync<ServingException>()).Which;
        error.Message.Should().StartWith("Model 'net' failed on this input: ").And.Contain("7");
        error.Message.Should().NotContain("frame #").And.NotContain("\n");
    }

    [Fact]
    public async Task Execute_CancelledRequest_IsNotComputed()
    {
        await using var model = await LoadAsync(
            """
            def forward(self: __torch__.Net,
                x: Tensor) -> Tensor:
              return torch.tanh(x)
            """
        );
        using var request = Request(("x", Floats(1)));

        var act = async () => await model.Servable.ExecuteAsync(request, new CancellationToken(canceled: true));

        await act.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Execute_TenThousandRequests_LeaveNoMemoryBehind()
    {
        await using var model = await LoadAsync(
            """
            def forward(self: __torch__.Net,
                x: Tensor) -> Tuple[Tensor, Tensor]:
              return (torch.tanh(x), torch.add(x, 1))
            """
        );
        const int Elements = 16 << 10;
        for (var i = 0; i < 500; i++)
        {
            await OnceAsync();
        }

        var tensors = TorchSharp.torch.Tensor.TotalCount;
        var before = Environment.WorkingSet;
        for (var i = 0; i < 10_000; i++)
        {
            await OnceAsync();
        }

        // One tensor kept of each request would be 640 MB; objects alone tell of smaller leaks.
        (Environment.WorkingSet - before)
            .Should()
            .BeLessThan(100 << 20);
        TorchSharp.torch.Tensor.TotalCount.Should().BeLessThanOrEqualTo(tensors + 100);

        async Task OnceAsync()
        {
            using var response = await model.RunAsync(("x", Tensor.Allocate(DataType.Fp32, new TensorShape(Elements))));
            response.Outputs.Should().HaveCount(2);
        }
    }

    [Fact]
    public async Task Execute_SideBySide_GivesEachItsOwn()
    {
        await using var model = await LoadAsync(
            """
            def forward(self: __torch__.Net,
                x: Tensor) -> Tensor:
              return torch.mul(torch.tanh(torch.mul(x, 0)), x)
            """
        );

        await Parallel.ForAsync(
            0,
            500,
            Token,
            async (i, _) =>
            {
                using var response = await model.RunAsync(("x", Floats(i, 1)));
                response.Outputs[0].Tensor.Shape[0].Should().Be(2);
                response.Outputs[0].Tensor.AsSpan<float>()[0].Should().Be(0);
            }
        );
    }
}
