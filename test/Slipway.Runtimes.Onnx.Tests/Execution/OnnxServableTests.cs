using Slipway.Errors;
using Slipway.Inference;
using Slipway.Machine;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Runtimes.Onnx.Tests.Execution;

public sealed class OnnxServableTests
{
    [Fact]
    public async Task Execute_Simple_GivesSumAndDifferenceInSignatureOrder()
    {
        await using var model = await LoadedModel.LoadAsync(TestModels.Simple());

        using var response = await model.SendAsync(Simple(20, 1));

        response.Outputs.Select(output => output.Name).Should().Equal("OUTPUT0", "OUTPUT1");
        response.Outputs[0].Tensor.AsSpan<int>().ToArray().Should().AllBeEquivalentTo(21);
        response.Outputs[1].Tensor.AsSpan<int>().ToArray().Should().AllBeEquivalentTo(19);
        response.Timings.ComputeInfer.Should().BePositive();
        response.Timings.ComputeInput.Should().BePositive();
        response.Timings.ComputeOutput.Should().BePositive();
    }

    [Fact]
    public async Task Execute_InputsInAnyOrder_AreTakenByName()
    {
        await using var model = await LoadedModel.LoadAsync(TestModels.Simple());
        var request = Simple(20, 1);
        request.Inputs.Reverse();

        using var response = await model.SendAsync(request);

        response.Outputs[1].Tensor.AsSpan<int>()[0].Should().Be(19);
    }

    [Fact]
    public async Task Execute_SimpleString_ComputesOnText()
    {
        await using var model = await LoadedModel.LoadAsync(TestModels.SimpleString());
        var left = Enumerable.Range(0, 16).Select(i => $"{i}");
        var right = Enumerable.Repeat("-3", 16);

        using var response = await model.RunAsync(
            ("INPUT0", Tensor.FromStrings(left, new TensorShape(1, 16))),
            ("INPUT1", Tensor.FromStrings(right, new TensorShape(1, 16)))
        );

        response.Outputs[0].Tensor.ToStrings()[5].Should().Be("2");
        response.Outputs[1].Tensor.ToStrings()[5].Should().Be("8");
    }

    [Fact]
    public async Task Execute_UnknownOutput_IsRefusedWithTheRealNames()
    {
        await using var model = await LoadedModel.LoadAsync(TestModels.Simple());
        var request = Simple(1, 1);
        request.Outputs.Add(new RequestedOutput("nope"));

        var act = () => model.SendAsync(request);

        var error = (await act.Should().ThrowAsync<ServingException>()).Which;
        error.Code.Should().Be(ServingErrorCode.InvalidArgument);
        error.Message.Should().Contain("'nope'").And.Contain("OUTPUT0, OUTPUT1");
    }

    [Theory]
    [InlineData(1, 2, 1)]
    [InlineData(3, 5, 2)]
    [InlineData(0, 2, 4)]
    public async Task Execute_FreeDimensions_FollowTheInputs(long rows, long k, long columns)
    {
        await using var model = await LoadedModel.LoadAsync(TestModels.MatMul());

        using var response = await model.RunAsync(("a", Filled(1f, rows, k)), ("b", Filled(2f, k, columns)));

        var product = response.Outputs[0].Tensor;
        product.Shape.Should().Be(new TensorShape(rows, columns));
        product.AsSpan<float>().ToArray().Should().Equal(Enumerable.Repeat(2f * k, (int)(rows * columns)));
    }

    [Theory]
    [InlineData(new[] { 0f, 3f, 0f, 4f }, new[] { 1L, 3L })]
    [InlineData(new[] { 0f, 0f }, new long[0])]
    public async Task Execute_ShapeThatDependsOnTheData_IsTheComputedOne(float[] x, long[] expected)
    {
        await using var model = await LoadedModel.LoadAsync(TestModels.NonZero());

        using var response = await model.RunAsync(("x", Tensor.From<float>(x, new TensorShape(x.Length))));

        response.Outputs[0].Tensor.Shape.Should().Be(new TensorShape(1, expected.Length));
        response.Outputs[0].Tensor.AsSpan<long>().ToArray().Should().Equal(expected);
    }

    [Fact]
    public async Task Execute_ModelThatDeclaresAWrongShape_GivesTheTrueOne()
    {
        await using var model = await LoadedModel.LoadAsync(TestModels.WrongOutputShape());

        using var response = await model.RunAsync(
            ("x", Tensor.From<float>([1, 2], new TensorShape(2))),
            ("repeats", Tensor.From<int>([2], new TensorShape(1)))
        );

        response.Outputs[0].Tensor.AsSpan<float>().ToArray().Should().Equal(1, 2, 1, 2);
    }

    [Fact]
    public async Task Execute_OutputThatIsAnInputOrAWeight_OutlivesTheRequestAndTheServable()
    {
        var model = await LoadedModel.LoadAsync(TestModels.Passthrough());
        using var response = await model.RunAsync(("same", Tensor.From<float>([7, 8, 9], new TensorShape(3))));
        using var other = await model.RunAsync(("same", Tensor.From<float>([0, 0, 0], new TensorShape(3))));
        await model.DisposeAsync();

        response.Outputs[0].Tensor.AsSpan<float>().ToArray().Should().Equal(7, 8, 9);
        response.Outputs[1].Tensor.AsSpan<float>().ToArray().Should().Equal(1, 2, 3);
        response.Outputs[2].Tensor.AsSpan<float>().ToArray().Should().Equal(14, 16, 18);
        response.Outputs[1].Tensor.Pointer.Should().NotBe(other.Outputs[1].Tensor.Pointer);
    }

    [Fact]
    public async Task Execute_OptionalInput_MayBeLeftOutOrGiven()
    {
        await using var model = await LoadedModel.LoadAsync(TestModels.OptionalInput());
        var shape = new TensorShape(2);

        using var without = await model.RunAsync(("x", Tensor.From<float>([1, 2], shape)));
        using var with = await model.RunAsync(
            ("x", Tensor.From<float>([1, 2], shape)),
            ("factor", Tensor.From<float>([3], new TensorShape(1)))
        );

        without.Outputs[0].Tensor.AsSpan<float>().ToArray().Should().Equal(10, 20);
        with.Outputs[0].Tensor.AsSpan<float>().ToArray().Should().Equal(3, 6);
    }

    [Fact]
    public async Task Execute_ValueTheModelRefuses_IsTheCallersFault()
    {
        await using var model = await LoadedModel.LoadAsync(TestModels.Lookup());

        var act = () => model.RunAsync(("index", Tensor.From<long>([4], new TensorShape(1))));

        var error = (await act.Should().ThrowAsync<ServingException>()).Which;
        error.Code.Should().Be(ServingErrorCode.InvalidArgument);
        error
            .Message.Should()
            .Be(
                "Model 'm' failed on this input: Gather node 'Gather_0': indices element out of data bounds, idx=4 must "
                    + "be within the inclusive range [-4,3]. Check the values and shapes of the inputs."
            );
        using var response = await model.RunAsync(("index", Tensor.From<long>([3], new TensorShape(1))));
        response.Outputs[0].Tensor.AsSpan<float>()[0].Should().Be(40);
    }

    [Fact]
    public async Task Execute_DimensionsThatDisagree_FailAsClientErrorAndTheServableGoesOn()
    {
        await using var model = await LoadedModel.LoadAsync(TestModels.MatMul());

        var act = () => model.RunAsync(("a", Filled(1f, 1, 2)), ("b", Filled(1f, 3, 1)));

        var error = (await act.Should().ThrowAsync<ServingException>()).Which;
        error.Code.Should().BeOneOf(ServingErrorCode.InvalidArgument, ServingErrorCode.Unknown);
        error.Message.Should().Contain("'m'").And.NotContain("/onnxruntime_src");
        using var response = await model.RunAsync(("a", Filled(1f, 1, 2)), ("b", Filled(1f, 2, 1)));
        response.Outputs[0].Tensor.AsSpan<float>()[0].Should().Be(2);
    }

    [Fact]
    public async Task Execute_ManyAtOnce_GiveEachItsOwnAnswer()
    {
        await using var model = await LoadedModel.LoadAsync(TestModels.Simple(-1));

        var runs = Enumerable
            .Range(0, 32)
            .Select(worker =>
                Task.Run(async () =>
                {
                    for (var round = 0; round < 50; round++)
                    {
                        var batch = 1 + ((worker + round) % 7);
                        using var response = await model.SendAsync(Simple(worker, round, batch));
                        response.Outputs[0].Tensor.Shape.Should().Be(new TensorShape(batch, 16));
                        response
                            .Outputs[0]
                            .Tensor.AsSpan<int>()
                            .ToArray()
                            .Should()
                            .OnlyContain(v => v == worker + round);
                        response
                            .Outputs[1]
                            .Tensor.AsSpan<int>()
                            .ToArray()
                            .Should()
                            .OnlyContain(v => v == worker - round);
                    }
                })
            );

        await Task.WhenAll(runs);
    }

    [Fact]
    public async Task Execute_SameSeed_GivesSameNumbersInEveryConfiguration()
    {
        await using var plain = await LoadedModel.LoadAsync(TestModels.Mlp([8, 32, 3]));
        await using var tuned = await LoadedModel.LoadAsync(
            TestModels.Mlp([8, 32, 3]),
            LoadedModel.Section(
                """
                {"intra_op_threads":2,"inter_op_threads":2,"execution_mode":"parallel","graph_optimization":"disabled",
                 "memory_arena":false,"memory_pattern":true,"deterministic":true,"concurrency":3}
                """
            )
        );

        using var expected = await plain.RunAsync(("x", Filled(0.5f, 2, 8)));
        using var actual = await tuned.RunAsync(("x", Filled(0.5f, 2, 8)));

        tuned.Servable.Concurrency.Should().Be(3);
        plain.Servable.Concurrency.Should().Be(CpuBudget.Current.Count);
        var difference = expected
            .Outputs[0]
            .Tensor.AsSpan<float>()
            .ToArray()
            .Zip(actual.Outputs[0].Tensor.AsSpan<float>().ToArray(), (left, right) => MathF.Abs(left - right))
            .Max();
        difference.Should().BeLessThan(1e-5f);
        expected.Outputs[0].Tensor.AsSpan<float>().ToArray().Should().Contain(value => value != 0);
    }

    internal static InferenceRequest Simple(int left, int right, long batch = 1) =>
        LoadedModel.Request(("INPUT0", Filled(left, batch, 16)), ("INPUT1", Filled(right, batch, 16)));

    private static Tensor Filled<T>(T value, params ReadOnlySpan<long> dims)
        where T : unmanaged
    {
        var shape = new TensorShape(dims);
        var tensor = Tensor.Allocate(DataTypes.Of<T>()!.Value, shape);
        tensor.AsSpan<T>().Fill(value);
        return tensor;
    }
}
