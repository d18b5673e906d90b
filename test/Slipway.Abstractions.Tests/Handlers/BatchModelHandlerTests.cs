using Slipway.Errors;
using Slipway.Handlers;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Abstractions.Tests.Handlers;

// Rented memory is the whole process's.
[Collection(nameof(BatchModelHandlerTests))]
[CollectionDefinition(nameof(BatchModelHandlerTests), DisableParallelization = true)]
public sealed class BatchModelHandlerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Signature_RecordOfEveryKind_HasATensorForEachProperty()
    {
        IModelHandler handler = new Echo<Everything>();

        handler
            .Signature.Inputs.Select(spec => spec.ToString())
            .Should()
            .Equal(
                "flag: BOOL[-1]",
                "small: UINT8[-1]",
                "number: INT32[-1]",
                "big: INT64[-1]",
                "half: FP16[-1]",
                "single: FP32[-1]",
                "double: FP64[-1]",
                "text: BYTES[-1]",
                "blob: BYTES[-1]",
                "vector: FP32[-1,3]",
                "words: BYTES[-1,-1]"
            );
        handler.Signature.Outputs.Should().Equal(handler.Signature.Inputs, (left, right) => $"{left}" == $"{right}");
        var vector = handler.Signature.FindInput("vector")!;
        vector.Description.Should().Be("Three of them.");
        vector.Labels.Should().Equal("x", "y", "z");
    }

    [Fact]
    public async Task Predict_RowsOfEveryKind_ComeBackAsTheyWere()
    {
        IModelHandler handler = new Echo<Everything>();
        using var request = new InferenceRequest { Model = new ModelSelector("echo") };
        Add(request, "flag", Tensor.From<bool>([true, false], new TensorShape(2)));
        Add(request, "small", Tensor.From<byte>([1, 255], new TensorShape(2)));
        Add(request, "number", Tensor.From<int>([-1, 7], new TensorShape(2)));
        Add(request, "big", Tensor.From<long>([long.MinValue, 7], new TensorShape(2)));
        Add(request, "half", Tensor.From<Half>([(Half)0.5, (Half)2], new TensorShape(2)));
        Add(request, "single", Tensor.From<float>([1.5f, float.NaN], new TensorShape(2)));
        Add(request, "double", Tensor.From<double>([1e300, 2], new TensorShape(2)));
        Add(request, "text", Tensor.FromStrings(["Zürich", ""], new TensorShape(2)));
        Add(request, "blob", Tensor.FromStrings(["a", "bc"], new TensorShape(2)));
        Add(request, "vector", Tensor.From<float>([1, 2, 3, 4, 5, 6], new TensorShape(2, 3)));
        Add(request, "words", Tensor.FromStrings(["a", "b", "c", "d"], new TensorShape(2, 2)));

        using var response = await handler.PredictAsync(request, Token);

        foreach (var (name, tensor, _) in response.Outputs)
        {
            tensor.Shape.Should().Be(request.Input(name).Shape, name);
            tensor.Bytes.SequenceEqual(request.Input(name).Bytes).Should().BeTrue(name);
        }

        response.Outputs.Should().HaveCount(11);
    }

    [Fact]
    public async Task Predict_InputsWithDefaults_MayBeLeftOut()
    {
        IModelHandler handler = new Echo<WithDefaults>();
        handler.Signature.Inputs.Select(spec => spec.IsOptional).Should().Equal(false, true, true);
        handler.Signature.Outputs.Should().OnlyContain(spec => !spec.IsOptional);
        using var request = new InferenceRequest { Model = new ModelSelector("echo") };
        Add(request, "x", Tensor.From<float>([1, 2], new TensorShape(2)));

        using var response = await handler.PredictAsync(request, Token);

        response.Outputs[1].Tensor.ToStrings().Should().Equal("none", "none");
        response.Outputs[2].Tensor.AsSpan<long>().ToArray().Should().Equal(3, 3);
    }

    [Fact]
    public async Task Predict_ClassWithProperties_IsFilledAsToolsOfDotnetExpect()
    {
        IModelHandler handler = new Echo<Settable>();
        handler.Signature.Inputs.Select(spec => spec.Name).Should().Equal("length", "PetalWidth");
        handler.Signature.Outputs.Select(spec => spec.Name).Should().Equal("length", "PetalWidth", "area");
        using var request = new InferenceRequest { Model = new ModelSelector("echo") };
        Add(request, "length", Tensor.From<float>([2], new TensorShape(1)));
        Add(request, "PetalWidth", Tensor.From<float>([3], new TensorShape(1)));

        using var response = await handler.PredictAsync(request, Token);

        response.Outputs[2].Tensor.AsSpan<float>().ToArray().Should().Equal(6);
    }

    [Fact]
    public async Task Predict_OnlySomeOutputsAskedFor_MakesThose()
    {
        IModelHandler handler = new Echo<WithDefaults>();
        using var request = new InferenceRequest { Model = new ModelSelector("echo") };
        Add(request, "x", Tensor.From<float>([1], new TensorShape(1)));
        request.Outputs.Add(new RequestedOutput("name"));

        using var response = await handler.PredictAsync(request, Token);

        response.Outputs.Should().ContainSingle().Which.Name.Should().Be("name");
    }

    [Fact]
    public async Task Predict_ValuesThatAreNoRows_AreCalledInputAndOutput()
    {
        IModelHandler handler = new Length();
        handler.Signature.Inputs.Single().ToString().Should().Be("input: BYTES[-1]");
        handler.Signature.Outputs.Single().ToString().Should().Be("output: INT32[-1]");
        using var request = new InferenceRequest { Model = new ModelSelector("length") };
        Add(request, "input", Tensor.FromStrings(["four", ""], new TensorShape(2)));

        using var response = await handler.PredictAsync(request, Token);

        response.Outputs[0].Tensor.AsSpan<int>().ToArray().Should().Equal(4, 0);
    }

    [Fact]
    public async Task Predict_NoRows_AsksNobody()
    {
        IModelHandler handler = new Length { Fails = true };
        using var request = new InferenceRequest { Model = new ModelSelector("length") };
        Add(request, "input", Tensor.FromStrings([], new TensorShape(0)));

        using var response = await handler.PredictAsync(request, Token);

        response.Outputs[0].Tensor.Shape.Should().Be(new TensorShape(0));
    }

    [Fact]
    public async Task Predict_InputsOfDifferentRows_AreRefused()
    {
        IModelHandler handler = new Echo<WithDefaults>();
        using var request = new InferenceRequest { Model = new ModelSelector("echo") };
        Add(request, "x", Tensor.From<float>([1, 2], new TensorShape(2)));
        Add(request, "name", Tensor.FromStrings(["a"], new TensorShape(1)));

        var predict = async () => await handler.PredictAsync(request, Token);

        var refusal = (await predict.Should().ThrowAsync<ServingException>()).Which;
        refusal.Code.Should().Be(ServingErrorCode.InvalidArgument);
        refusal.Message.Should().Contain("'name' has 1 rows and 'x' has 2");
    }

    [Theory]
    [InlineData(true, "has 2 elements in row 1, where 1 are due")]
    [InlineData(false, "null in row 1")]
    public async Task Predict_RowsThatMakeNoTensor_AreAFaultThatNamesTheOutput(bool ragged, string expected)
    {
        var before = TensorBuffer.RentedBytes;
        IModelHandler handler = new Ragged { Second = ragged ? ["a", "b"] : null };
        var request = new InferenceRequest { Model = new ModelSelector("ragged") };
        Add(request, "input", Tensor.From<int>([1, 2], new TensorShape(2)));

        var predict = async () => await handler.PredictAsync(request, Token);

        var fault = (await predict.Should().ThrowAsync<ServingException>()).Which;
        fault.Code.Should().Be(ServingErrorCode.Internal);
        fault.Message.Should().Contain("'output'").And.Contain(expected);
        request.Dispose();
        TensorBuffer.RentedBytes.Should().Be(before, "nothing is left behind");
    }

    [Fact]
    public void Handler_TypesWithoutTensors_AreRefusedByName()
    {
        ((Func<object>)(() => new Echo<WithDate>()))
            .Should()
            .Throw<ArgumentException>()
            .WithMessage("WithDate.When is of type DateTime, which no tensor carries*float*");
        ((Func<object>)(() => new Echo<Closed>()))
            .Should()
            .Throw<ArgumentException>()
            .WithMessage("Closed cannot be made of a request*");
        ((Func<object>)(() => new Echo<Twice>()))
            .Should()
            .Throw<ArgumentException>()
            .WithMessage("Twice has two properties for the tensor 'a'*");
    }

    private static void Add(InferenceRequest request, string name, Tensor tensor) =>
        request.Inputs.Add(new NamedTensor(name, tensor));

    private sealed record Everything(
        bool Flag,
        byte Small,
        int Number,
        long Big,
        Half Half,
        float Single,
        double Double,
        string Text,
        byte[] Blob,
        [Tensor(Length = 3, Description = "Three of them.", Labels = ["x", "y", "z"])] float[] Vector,
        string[] Words
    );

    private sealed record WithDefaults(float X, string Name = "none", long Count = 3);

    private sealed class Settable
    {
        public float Length { get; set; }

        [Tensor("PetalWidth")]
        public float Width { get; set; }

        public float Area => Length * Width;
    }

    private sealed record WithDate(DateTime When);

    private sealed class Closed
    {
        private Closed() { }

        public float X { get; set; }
    }

    private sealed record Twice([Tensor("a")] float X, float A);

    private sealed class Echo<T> : BatchModelHandler<T, T>
        where T : notnull
    {
        protected override ValueTask<IReadOnlyList<T>> PredictAsync(
            IReadOnlyList<T> rows,
            CancellationToken cancellationToken
        ) => new(rows);
    }

    private sealed class Length : ModelHandler<string, int>
    {
        public bool Fails { get; init; }

        protected override ValueTask<int> PredictAsync(string input, CancellationToken cancellationToken) =>
            Fails ? throw new InvalidOperationException() : new(input.Length);
    }

    private sealed class Ragged : ModelHandler<int, string[]>
    {
        public string[]? Second { get; init; }

        protected override ValueTask<string[]> PredictAsync(int input, CancellationToken cancellationToken) =>
            new(input == 1 ? ["a"] : Second!);
    }
}
