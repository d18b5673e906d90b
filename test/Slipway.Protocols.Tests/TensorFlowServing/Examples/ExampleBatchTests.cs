using System.Text;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.TensorFlowServing.Examples;
using Slipway.Tensors;

namespace Slipway.Protocols.Tests.TensorFlowServing.Examples;

public sealed class ExampleBatchTests
{
    [Fact]
    public void Feature_OfOneValue_BecomesTheBatch()
    {
        using var request = Request(Signature(new TensorSpec("x", DataType.Fp32, new(-1))), Floats("x", [1f], [2f]));

        request.Inputs.Should().ContainSingle().Which.Name.Should().Be("x");
        request.Inputs[0].Tensor.Shape.Should().Be(new TensorShape(2));
        request.Inputs[0].Tensor.AsSpan<float>().ToArray().Should().Equal(1, 2);
    }

    [Theory]
    [InlineData(new long[] { -1, 2, 3 }, 6, new long[] { 2, 2, 3 })]
    [InlineData(new long[] { -1, -1, 3 }, 6, new long[] { 2, 2, 3 })]
    [InlineData(new long[] { -1, -1 }, 6, new long[] { 2, 6 })]
    [InlineData(new long[] { 2, 6 }, 6, new long[] { 2, 6 })]
    public void Feature_OfManyValues_FillsTheOtherDimensions(long[] dims, int values, long[] expected)
    {
        var spec = new TensorSpec("x", DataType.Fp32, new(dims));
        var row = Enumerable.Range(0, values).Select(i => (float)i).ToArray();

        using var request = Request(Signature(spec), Floats("x", row, row));

        request.Inputs[0].Tensor.Shape.Should().Be(new TensorShape(expected));
        request.Inputs[0].Tensor.AsSpan<float>().ToArray().Should().Equal([.. row, .. row]);
    }

    [Fact]
    public void Feature_OfUnknownRank_HasTheBatchAndTheValues()
    {
        var spec = new TensorSpec("x", DataType.Fp32, default) { HasUnknownRank = true };

        using var request = Request(Signature(spec), Floats("x", [1f, 2f], [3f, 4f]));

        request.Inputs[0].Tensor.Shape.Should().Be(new TensorShape(2, 2));
    }

    [Fact]
    public void Integers_OfAnyTypeThatHoldsThem_KeepTheirValue()
    {
        foreach (var type in new[] { DataType.UInt8, DataType.Int16, DataType.UInt64, DataType.Fp16, DataType.Fp64 })
        {
            using var request = Request(Signature(new TensorSpec("x", type, new(-1))), Integers("x", [0], [200]));
            Numbers(request.Inputs[0].Tensor).Should().Equal(0, 200);
        }
    }

    [Theory]
    [InlineData(DataType.UInt8, 256)]
    [InlineData(DataType.Int8, -129)]
    [InlineData(DataType.UInt64, -1)]
    [InlineData(DataType.Bool, 2)]
    [InlineData(DataType.Fp32, (1 << 24) + 1)]
    public void Integers_OutOfTheType_AreRefusedByExample(DataType type, int value)
    {
        var failure = Failure(Signature(new TensorSpec("x", type, new(-1))), Integers("x", [1], [value]));

        failure.Code.Should().Be(ServingErrorCode.InvalidArgument);
        failure.Message.Should().Contain("'x' of example 1").And.Contain($"{value}").And.Contain(type.Name());
    }

    [Fact]
    public void Floats_ForAnIntegerInput_AreRefused() =>
        Failure(Signature(new TensorSpec("x", DataType.Int64, new(-1))), Floats("x", [1f]))
            .Message.Should()
            .Contain("has floats, but the model takes INT64");

    [Fact]
    public void Numbers_WithAndWithoutFraction_AreFloatsTogether()
    {
        using var request = Request(
            Signature(new TensorSpec("x", DataType.Fp32, new(-1, 2))),
            batch =>
            {
                batch.BeginExample();
                batch.BeginFeature("x");
                batch.Add(1L);
                batch.Add(2.5f);
                batch.BeginExample();
                batch.BeginFeature("x");
                batch.Add(3L);
                batch.Add(4L);
            }
        );

        request.Inputs[0].Tensor.AsSpan<float>().ToArray().Should().Equal(1, 2.5f, 3, 4);
    }

    [Fact]
    public void LargeInteger_AmongFloats_IsRefused() =>
        Failure(
            Signature(new TensorSpec("x", DataType.Fp32, new(-1, 2))),
            batch =>
            {
                batch.BeginExample();
                batch.BeginFeature("x");
                batch.Add(0.5f);
                batch.Add((1L << 24) + 1);
            }
        )
            .Message.Should()
            .Contain("16777217, which does not go with the floats");

    [Fact]
    public void Text_AmongNumbers_IsRefused() =>
        Failure(
            Signature(new TensorSpec("x", DataType.Fp32, new(-1, 2))),
            batch =>
            {
                batch.BeginExample();
                batch.BeginFeature("x");
                batch.Add(1L);
                batch.Add("a"u8);
            }
        )
            .Message.Should()
            .Contain("feature 'x' of example 0 has a string")
            .And.Contain("integers");

    [Fact]
    public void Feature_MissingInALaterExample_IsNamed()
    {
        var failure = Failure(
            Signature(new TensorSpec("x", DataType.Fp32, new(-1))),
            batch =>
            {
                Floats("x", [1f])(batch);
                batch.BeginExample();
            }
        );

        failure.Message.Should().Contain("example 1 has no feature 'x'");
    }

    [Fact]
    public void Feature_MissingInTheFirstExample_IsNamed()
    {
        var failure = Failure(
            Signature(new TensorSpec("x", DataType.Fp32, new(-1))),
            batch =>
            {
                batch.BeginExample();
                Floats("x", [1f])(batch);
            }
        );

        failure.Message.Should().Contain("example 0 has no feature 'x'");
    }

    [Fact]
    public void Feature_ThatNoInputIsCalledBy_IsRefusedWithTheInputs() =>
        Failure(Signature(new TensorSpec("x", DataType.Fp32, new(-1))), Floats("z", [1f]))
            .Message.Should()
            .Contain("'z' is no input of the model")
            .And.Contain("x: FP32[-1]");

    [Fact]
    public void Feature_OfAnOptionalInput_MayBeMissing()
    {
        var signature = Signature(
            new TensorSpec("x", DataType.Fp32, new(-1)),
            new TensorSpec("factor", DataType.Fp32, new(-1)) { IsOptional = true }
        );

        using var request = Request(signature, Floats("x", [1f]));

        request.Inputs.Select(input => input.Name).Should().Equal("x");
    }

    [Fact]
    public void Lengths_ThatDiffer_AreRefused() =>
        Failure(Signature(new TensorSpec("x", DataType.Fp32, new(-1, -1))), Floats("x", [1f, 2f], [3f]))
            .Message.Should()
            .Contain("2 values in example 0, but 1 in example 1");

    [Fact]
    public void Lengths_ThatDoNotFillTheShape_AreRefused() =>
        Failure(Signature(new TensorSpec("x", DataType.Fp32, new(-1, 4))), Floats("x", [1f, 2f]))
            .Message.Should()
            .Contain("2 values")
            .And.Contain("x: FP32[-1,4]");

    [Fact]
    public void Shape_WithTwoFreeDimensions_IsRefused() =>
        Failure(Signature(new TensorSpec("x", DataType.Fp32, new(-1, -1, -1))), Floats("x", [1f, 2f]))
            .Message.Should()
            .Contain("more than one free dimension")
            .And.Contain(":predict");

    [Fact]
    public void Feature_GivenTwice_IsRefused() =>
        Failure(
            Signature(new TensorSpec("x", DataType.Fp32, new(-1))),
            batch =>
            {
                Floats("x", [1f])(batch);
                batch.BeginFeature("x");
            }
        )
            .Message.Should()
            .Contain("example 0 has feature 'x' twice");

    [Fact]
    public void Context_GoesToEveryExample()
    {
        var signature = Signature(
            new TensorSpec("x", DataType.Fp32, new(-1)),
            new TensorSpec("scale", DataType.Int32, new(-1, 2))
        );

        using var request = Request(
            signature,
            batch =>
            {
                Floats("x", [1f], [2f])(batch);
                batch.BeginContext();
                batch.BeginFeature("scale");
                batch.Add(7L);
                batch.Add(8L);
            }
        );

        request.FindInput("scale")!.Value.Tensor.AsSpan<int>().ToArray().Should().Equal(7, 8, 7, 8);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Feature_InContextAndExample_IsRefused(bool contextFirst) =>
        Failure(
            Signature(new TensorSpec("x", DataType.Fp32, new(-1))),
            batch =>
            {
                for (var i = 0; i < 2; i++)
                {
                    if ((i == 0) == contextFirst)
                        batch.BeginContext();
                    else
                        batch.BeginExample();
                    batch.BeginFeature("x");
                }
            }
        )
            .Message.Should()
            .Contain("'x' is both in the context and in an example");

    [Fact]
    public void Context_ThatWouldGrowTooFar_IsRefused()
    {
        using var batch = new ExampleBatch(new ModelSelector("m"), new ExampleLimits { MaxContextBytes = 100 });
        batch.BeginContext();
        batch.BeginFeature("c");
        batch.Add(1f);
        for (var i = 0; i < 26; i++)
        {
            batch.BeginExample();
        }

        var act = () => batch.ToRequest(Signature(new TensorSpec("c", DataType.Fp32, new(-1))));

        act.Should().Throw<ServingException>().Which.Code.Should().Be(ServingErrorCode.TooLarge);
    }

    [Fact]
    public void Features_OfTooManyNames_AreRefused()
    {
        using var batch = new ExampleBatch(new ModelSelector("m"), new ExampleLimits { MaxFeatures = 2 });
        batch.BeginExample();
        batch.BeginFeature("a");
        batch.BeginFeature("b");

        var act = () => batch.BeginFeature("c");

        act.Should().Throw<ServingException>().WithMessage("*more than 2 different features*");
    }

    [Fact]
    public void NoExamples_AreRefused() =>
        Failure(Signature(new TensorSpec("x", DataType.Fp32, new(-1))), _ => { })
            .Message.Should()
            .Contain("there are no examples");

    [Fact]
    public void OnlyBytesInput_WithAFeatureOfItsName_TakesTheText()
    {
        using var request = Request(
            Signature(new TensorSpec("text", DataType.Bytes, new(-1))),
            Texts("text", "a", "b")
        );

        request.Inputs[0].Tensor.ToStrings().Should().Equal("a", "b");
    }

    [Fact]
    public void OnlyBytesInput_WithOtherFeatures_TakesSerializedExamples()
    {
        using var request = Request(
            Signature(new TensorSpec("inputs", DataType.Bytes, new(-1))),
            batch =>
            {
                batch.BeginExample();
                batch.BeginFeature("x");
                batch.Add(1f);
                batch.BeginExample();
                batch.BeginFeature("n");
                batch.Add(-1L);
                batch.Add(300L);
                batch.BeginFeature("s");
                batch.Add("hi"u8);
                batch.BeginContext();
                batch.BeginFeature("c");
                batch.Add(1L);
            }
        );

        // Written by hand from the field numbers: features 1 { feature 1 { key 1, value 2 { kind { value 1 } } } }.
        byte[] context = [0x0A, 0x0C, 0x0A, 0x0A, 0x0A, 1, (byte)'c', 0x12, 5, 0x1A, 3, 0x0A, 1, 1];
        byte[] first = [0x0A, 0x0F, 0x0A, 0x0D, 0x0A, 1, (byte)'x', 0x12, 8, 0x12, 6, 0x0A, 4, 0, 0, 0x80, 0x3F];
        byte[] n =
        [
            .. new byte[] { 0x0A, 0x15, 0x0A, 1, (byte)'n', 0x12, 16, 0x1A, 14, 0x0A, 12 },
            .. Enumerable.Repeat((byte)0xFF, 9),
            1,
            0xAC,
            2,
        ];
        byte[] s = [0x0A, 0x0B, 0x0A, 1, (byte)'s', 0x12, 6, 0x0A, 4, 0x0A, 2, (byte)'h', (byte)'i'];
        var elements = new List<byte[]>();
        foreach (var element in request.Inputs[0].Tensor.Elements)
        {
            elements.Add(element.ToArray());
        }

        elements.Should().HaveCount(2);
        elements[0].Should().Equal([.. context, .. first]);
        elements[1].Should().Equal([.. context, 0x0A, (byte)(n.Length + s.Length), .. n, .. s]);
    }

    [Fact]
    public void SerializedExample_WithoutFeatures_IsEmpty()
    {
        using var request = Request(
            Signature(new TensorSpec("inputs", DataType.Bytes, new(-1))),
            batch =>
            {
                batch.BeginExample();
                batch.BeginExample();
                batch.BeginFeature("x");
            }
        );

        request.Inputs[0].Tensor.Bytes.ToArray()[..4].Should().Equal(0, 0, 0, 0);
        Encoding.Latin1.GetString(request.Inputs[0].Tensor.Bytes[8..]).Should().Be("\x0A\x07\x0A\x05\x0A\x01x\x12\x00");
    }

    private static ModelSignature Signature(params TensorSpec[] inputs) => new(inputs, []);

    private static Action<ExampleBatch> Floats(string name, params float[][] examples) =>
        batch => Fill(batch, name, examples, static (batch, value) => batch.Add(value));

    private static Action<ExampleBatch> Integers(string name, params long[][] examples) =>
        batch => Fill(batch, name, examples, static (batch, value) => batch.Add(value));

    private static Action<ExampleBatch> Texts(string name, params string[] examples) =>
        batch =>
            Fill(
                batch,
                name,
                [.. examples.Select(text => new[] { text })],
                static (batch, value) => batch.Add(Encoding.UTF8.GetBytes(value))
            );

    private static void Fill<T>(ExampleBatch batch, string name, T[][] examples, Action<ExampleBatch, T> add)
    {
        foreach (var values in examples)
        {
            batch.BeginExample();
            batch.BeginFeature(name);
            foreach (var value in values)
            {
                add(batch, value);
            }
        }
    }

    private static InferenceRequest Request(ModelSignature signature, Action<ExampleBatch> fill)
    {
        using var batch = new ExampleBatch(new ModelSelector("m"), ExampleLimits.Default);
        fill(batch);
        return batch.ToRequest(signature);
    }

    private static ServingException Failure(ModelSignature signature, Action<ExampleBatch> fill)
    {
        var act = () => Request(signature, fill);
        var failure = act.Should().Throw<ServingException>().Which;
        failure.Message.Should().StartWith("Request for model m: ");
        return failure;
    }

    private static double[] Numbers(Tensor tensor) =>
        tensor.DataType switch
        {
            DataType.UInt8 => [.. tensor.AsSpan<byte>().ToArray().Select(value => (double)value)],
            DataType.Int16 => [.. tensor.AsSpan<short>().ToArray().Select(value => (double)value)],
            DataType.UInt64 => [.. tensor.AsSpan<ulong>().ToArray().Select(value => (double)value)],
            DataType.Fp16 => [.. tensor.AsSpan<Half>().ToArray().Select(value => (double)value)],
            _ => tensor.AsSpan<double>().ToArray(),
        };
}
