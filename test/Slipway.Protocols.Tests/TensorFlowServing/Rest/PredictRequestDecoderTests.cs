using System.Text;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.Json;
using Slipway.Protocols.TensorFlowServing.Rest;
using Slipway.Tensors;
using static Slipway.Protocols.Tests.TensorFlowServing.Rest.RestBodies;

namespace Slipway.Protocols.Tests.TensorFlowServing.Rest;

public sealed class PredictRequestDecoderTests
{
    private static readonly TensorSpec[] ThreeInputs =
    [
        Texts("tag", -1),
        new("signal", DataType.Int64, new(-1, -1)),
        new("sensor", DataType.Int32, new(-1, 2, 2)),
    ];

    [Fact]
    public void Instances_OfScalars_AreTheBatch()
    {
        using var request = Predict("""{"instances": [ "foo", "bar", "baz" ]}""", Texts("t", -1));

        request.Inputs[0].Name.Should().Be("t");
        request.Inputs[0].Tensor.Shape.Should().Be(new TensorShape(3));
        request.Inputs[0].Tensor.ToStrings().Should().Equal("foo", "bar", "baz");
    }

    [Fact]
    public void Instances_OfLists_HaveTheirShape()
    {
        using var request = Predict("""{"instances": [ [[1, 2]], [[3, 4]] ]}""", Floats("x", -1, 1, 2));

        request.Inputs[0].Tensor.Shape.Should().Be(new TensorShape(2, 1, 2));
        request.Inputs[0].Tensor.AsSpan<float>().ToArray().Should().Equal(1, 2, 3, 4);
    }

    [Fact]
    public void Instances_OfObjects_AreRowsOfEachInput()
    {
        using var request = Predict(
            """
            {
             "instances": [
               {"tag": "foo", "signal": [1, 2, 3, 4, 5], "sensor": [[1, 2], [3, 4]]},
               {"sensor": [[4, 5], [6, 8]], "tag": "bar", "signal": [3, 4, 1, 2, 5]}
             ]
            }
            """,
            ThreeInputs
        );

        AssertThreeInputs(request);
    }

    [Fact]
    public void Inputs_OfAnObject_AreWholeTensors()
    {
        using var request = Predict(
            """
            {
             "inputs": {
               "tag": ["foo", "bar"],
               "sensor": [[[1, 2], [3, 4]], [[4, 5], [6, 8]]],
               "signal": [[1, 2, 3, 4, 5], [3, 4, 1, 2, 5]]
             }
            }
            """,
            ThreeInputs
        );

        AssertThreeInputs(request);
    }

    [Theory]
    [InlineData("""{"inputs": 5}""", "x=FP32[]:0000A040")]
    [InlineData("""{"inputs": [5]}""", "x=FP32[1]:0000A040")]
    [InlineData("""{"inputs": {"x": 5}}""", "x=FP32[]:0000A040")]
    [InlineData("""{"inputs": []}""", "x=FP32[0]:")]
    [InlineData("""{"inputs": [[], []]}""", "x=FP32[2,0]:")]
    [InlineData("""{"instances": [5]}""", "x=FP32[1]:0000A040")]
    [InlineData("""{"instances": [{"x": 5}, {"x": 5.0}]}""", "x=FP32[2]:0000A0400000A040")]
    [InlineData("""{"instances": [{"x": []}]}""", "x=FP32[1,0]:")]
    [InlineData(
        """ {"signature_name":"serving_default", "more":{"a":[1]}, "instances":[ 5 ] } """,
        "x=FP32[1]:0000A040"
    )]
    [InlineData("""{"instances": [-0.0, 16777216, 1e3]}""", "x=FP32[3]:000000800000804B00007A44")]
    [InlineData("""{"instances": [NaN, Infinity, -Infinity]}""", "x=FP32[3]:0000C0FF0000807F000080FF")]
    public void Body_OfEveryForm_IsRead(string body, string expected)
    {
        using var request = Predict(body, new TensorSpec("x", DataType.Fp32, default) { HasUnknownRank = true });

        Describe(request).Should().Be(expected);
    }

    [Fact]
    public void Form_FollowsTheMember()
    {
        var signature = new ModelSignature([Floats("x", -1)], []);
        var (row, form) = Predict("""{"instances":[1]}"""u8.ToArray(), signature);
        var (columnar, other) = Predict("""{"inputs":[1]}"""u8.ToArray(), signature);

        (form, other).Should().Be((PredictForm.Row, PredictForm.Columnar));
        row.Dispose();
        columnar.Dispose();
    }

    [Theory]
    [InlineData("""{"signature_name": "words", "instances": ["a"]}""", "words", "t=BYTES[1]:0100000061")]
    [InlineData("""{"instances": ["a"], "signature_name": "words"}""", "words", "t=BYTES[1]:0100000061")]
    [InlineData("""{"more": {"signature_name": "x"}, "instances": [1]}""", null, "x=FP32[1]:0000803F")]
    [InlineData("""{"instances": [1], "signature_name": "serving_default"}""", null, "x=FP32[1]:0000803F")]
    [InlineData("""{"instances": [1], "signature_name": null}""", null, "x=FP32[1]:0000803F")]
    public void Signature_WhereverItIsNamed_SaysWhatIsRead(string body, string? name, string expected)
    {
        var signature = new ModelSignature([Floats("x", -1)], [])
        {
            Others = [new ModelSignature([Texts("t", -1)], []) { Name = "words" }],
        };
        foreach (var step in new[] { 0, 1, 7 })
        {
            var (request, _) = Predict(Encoding.UTF8.GetBytes(body), signature, step);

            request.SignatureName.Should().Be(name);
            Describe(request).Should().Be(expected);
            request.Dispose();
        }
    }

    [Theory]
    [InlineData("""{"instances": [1], "signature_name": "nope"}""", "no signature 'nope'*serving_default, words")]
    [InlineData("""{"instances": [1], "signature_name": 5}""", "'signature_name' must be a string")]
    [InlineData("""{"instances": [1], "signature_name": "\ud800"}""", "escaped surrogate")]
    [InlineData("""{"instances": [1,""", "in the middle")]
    public void Signature_OfSeveral_ThatIsWrong_IsRefused(string body, string message)
    {
        var signature = new ModelSignature([Floats("x", -1)], [])
        {
            Others = [new ModelSignature([Texts("t", -1)], []) { Name = "words" }],
        };

        var act = () => Predict(Encoding.UTF8.GetBytes(body), signature);

        act.Should().Throw<ServingException>().WithMessage($"*{message}*");
    }

    [Fact]
    public void Signature_OfSeveral_InABodyOverTheLimit_IsRefusedAfterTheLimit()
    {
        var signature = new ModelSignature([Floats("x", -1)], [])
        {
            Others = [new ModelSignature([Texts("t", -1)], []) { Name = "words" }],
        };
        var body = Encoding.UTF8.GetBytes($$"""{"instances": [{{string.Join(',', Enumerable.Repeat('1', 5000))}}]}""");

        var act = () => Predict(body, signature, step: 100, new JsonLimits { MaxBodyBytes = 1000 });

        act.Should().Throw<ServingException>().Which.Code.Should().Be(ServingErrorCode.TooLarge);
    }

    [Theory]
    [InlineData("[1, 2]", "x=FP32[2]:0000803F00000040")]
    [InlineData("[[[1]]]", "x=FP32[1,1,1]:0000803F")]
    public void Shape_ThatIsAdvisory_IsThatOfTheNesting(string values, string expected)
    {
        using var request = Predict(
            $$"""{"instances": {{values}}}""",
            Floats("x", -1, 1) with
            {
                IsShapeAdvisory = true,
            }
        );

        Describe(request).Should().Be(expected);
    }

    [Theory]
    [InlineData("""{"instances": [{"b64": "aGk="}, {"b64":"aG8"}]}""", "t=BYTES[2]:020000006869020000" + "00686F")]
    [InlineData("""{"instances": ["hi", {"b64": "\/\/8="}]}""", "t=BYTES[2]:02000000686902000000FFFF")]
    [InlineData("""{"instances": [{"b64": "/w"}]}""", "t=BYTES[1]:01000000FF")]
    [InlineData("""{"inputs": {"b64": ""}}""", "t=BYTES[]:00000000")]
    [InlineData("""{"inputs": {"t": {"b64": "aGk="}}}""", "t=BYTES[]:020000006869")]
    [InlineData("""{"instances": [{"t": {"b64": "aGk="}}]}""", "t=BYTES[1]:020000006869")]
    [InlineData("""{"instances": [["\u00e4", "a\"b"]]}""", "t=BYTES[1,2]:02000000C3A4030000" + "00612262")]
    public void Bytes_AreTextOrBase64(string body, string expected)
    {
        using var request = Predict(body, new TensorSpec("t", DataType.Bytes, default) { HasUnknownRank = true });

        Describe(request).Should().Be(expected);
    }

    [Theory]
    [InlineData(DataType.Bool, "[true, false]", "0100")]
    [InlineData(DataType.UInt8, "[0, 255]", "00FF")]
    [InlineData(DataType.Int64, "[-9223372036854775808, 1]", "00000000000000800100000000000000")]
    [InlineData(DataType.UInt64, "[18446744073709551615, 0]", "FFFFFFFFFFFFFFFF0000000000000000")]
    [InlineData(DataType.Fp16, "[0.5, 65504]", "0038FF7B")]
    [InlineData(DataType.BF16, "[0.5, NaN]", "003FC0FF")]
    [InlineData(DataType.Fp64, "[9007199254740992, 0.1]", "00000000000040439A9999999999B93F")]
    public void Elements_OfEveryType_AreRead(DataType type, string data, string expected)
    {
        using var request = Predict($$"""{"instances": {{data}}}""", new TensorSpec("x", type, new(-1)));

        Convert.ToHexString(request.Inputs[0].Tensor.Bytes).Should().Be(expected);
    }

    [Theory]
    [InlineData("", "the body is empty")]
    [InlineData("[]", "'instances' or 'inputs', not an array")]
    [InlineData("{}", "no 'instances' and no 'inputs'")]
    [InlineData("""{"instances": []}""", "'instances' is empty")]
    [InlineData("""{"instances": 1}""", "'instances' must be an array")]
    [InlineData("""{"instances": {"x": [1]}}""", "'instances' must be an array")]
    [InlineData("""{"instances": [1], "inputs": [1]}""", "send one of them")]
    [InlineData("""{"inputs": [{"x": 1}]}""", "rows go into 'instances'")]
    [InlineData("""{"instances": [1], "signature_name": "other"}""", "serving_default")]
    [InlineData("""{"instances": [1], "signature_name": 5}""", "'signature_name' must be a string")]
    [InlineData("""{"instances": [1, [2]]}""", "expected a value at level 1, found an array")]
    [InlineData("""{"instances": [[1], 2]}""", "expected an array at level 1, found a value")]
    [InlineData("""{"instances": [[1, 2], [3]]}""", "1 members at level 2, where the first one has 2")]
    [InlineData("""{"instances": [[1], [2, 3]]}""", "more than 1 members at level 2")]
    [InlineData("""{"instances": [[], [1]]}""", "more than 0 members at level 2")]
    [InlineData("""{"instances": [[[1]]]}""", "nested deeper than the model takes it: x: FP32[-1,-1]")]
    [InlineData("""{"instances": [{"x": 1}, {"x": [1]}]}""", "of instance 1")]
    [InlineData("""{"instances": [{"x": [1]}, {"x": [1, 2]}]}""", "of instance 1: has an array of more than 1")]
    [InlineData("""{"instances": [{"x": 1}, 2]}""", "instance 1 must be an object")]
    [InlineData("""{"instances": [{"x": 1}, {}]}""", "instance 1 has no input 'x'")]
    [InlineData("""{"instances": [{"x": 1, "x": 1}]}""", "instance 0 has input 'x' twice")]
    [InlineData("""{"instances": [{"y": 1}]}""", "no input 'y'. Its inputs: x: FP32[-1,-1]")]
    [InlineData("""{"inputs": {"x": 1, "x": 1}}""", "'x' is given twice")]
    [InlineData("""{"inputs": {"y": 1}}""", "no input 'y'")]
    [InlineData("""{"instances": ["a"]}""", "must be a number")]
    [InlineData("""{"instances": [null]}""", "must be a number")]
    [InlineData("""{"instances": [true]}""", "must be a number")]
    [InlineData("""{"instances": [{"b64": "aGk="}]}""", "must be a number")]
    [InlineData("""{"instances": [16777217]}""", "an integer of at most 16777216")]
    [InlineData("""{"instances": [1e39]}""", "an overflow")]
    [InlineData("""{"instances": [01]}""", "not valid JSON")]
    [InlineData("""{"instances": [1 2]}""", "expected ',' or ']'")]
    [InlineData("""{"instances": [1}""", "expected ',' or ']'")]
    [InlineData("""{"instances": [1,]}""", "must be a number")]
    [InlineData("""{"instances": [1""", "in the middle of the data of input 'x'")]
    [InlineData("""{"instances": [1]""", "in the middle of its JSON")]
    [InlineData("""{"instances": [1]} x""", "not valid JSON")]
    public void Body_ThatIsWrong_IsRefused(string body, string message)
    {
        foreach (var step in new[] { 0, 1 })
        {
            var act = () => Predict(Encoding.UTF8.GetBytes(body), new ModelSignature([Floats("x", -1, -1)], []), step);

            var failure = act.Should().Throw<ServingException>().Which;
            failure.Code.Should().Be(ServingErrorCode.InvalidArgument);
            failure.Message.Should().Contain(message);
        }
    }

    [Theory]
    [InlineData("""{"instances": [{"b64": "*"}]}""")]
    [InlineData("""{"instances": [{"b64": 1}]}""")]
    [InlineData("""{"instances": [{"b64": "aGk=", "more": 1}]}""")]
    [InlineData("""{"instances": [["a", {"x": "aGk="}]]}""")]
    public void Bytes_OfAnotherObject_AreRefused(string body)
    {
        var act = () => Predict(body, Texts("t", -1, -1));

        act.Should().Throw<ServingException>().WithMessage("*only {\"b64\": \"…\"}*");
    }

    [Fact]
    public void Values_WithoutName_ForSeveralInputs_AreRefused()
    {
        foreach (var member in new[] { "instances", "inputs" })
        {
            var act = () => Predict($$"""{"{{member}}": [1]}""", ThreeInputs);

            act.Should().Throw<ServingException>().WithMessage("*have no name*several inputs*tag: BYTES[-1]*");
        }
    }

    [Fact]
    public void Values_WithoutName_GoToTheOnlyRequiredInput()
    {
        using var request = Predict("""{"inputs": [1]}""", Floats("o", -1) with { IsOptional = true }, Floats("x", -1));

        request.Inputs.Select(input => input.Name).Should().Equal("x");
    }

    [Fact]
    public void Rows_WithoutAnOptionalInput_AreTaken()
    {
        var optional = Floats("o", -1) with { IsOptional = true };
        using var request = Predict("""{"instances": [{"x": 1}, {"x": 2}]}""", Floats("x", -1), optional);
        var act = () => Predict("""{"instances": [{"x": 1}, {"x": 2, "o": 1}]}""", Floats("x", -1), optional);

        request.Inputs.Select(input => input.Name).Should().Equal("x");
        act.Should().Throw<ServingException>().WithMessage("*instance 1 has input 'o', which those before*");
    }

    [Fact]
    public void Input_CalledB64_IsNamedAsOthersAre()
    {
        using var request = Predict("""{"instances": [{"b64": "aGk="}]}""", Texts("b64", -1));

        request.Inputs[0].Tensor.ToStrings().Should().Equal("aGk=");
    }

    [Fact]
    public void Body_OverTheLimit_IsRefused()
    {
        var limits = new JsonLimits { MaxBodyBytes = 16 };
        foreach (var step in new[] { 0, 1 })
        {
            var act = () =>
                Predict(
                    """{"instances":[1,2,3,4,5]}"""u8.ToArray(),
                    new ModelSignature([Floats("x", -1)], []),
                    step,
                    limits
                );

            act.Should().Throw<ServingException>().Which.Code.Should().Be(ServingErrorCode.TooLarge);
        }
    }

    private static void AssertThreeInputs(InferenceRequest request)
    {
        request
            .Inputs.Select(input => $"{input.Name}: {input.Tensor}")
            .Should()
            .Equal("tag: BYTES[2]", "signal: INT64[2,5]", "sensor: INT32[2,2,2]");
        request.Inputs[0].Tensor.ToStrings().Should().Equal("foo", "bar");
        request.Inputs[1].Tensor.AsSpan<long>().ToArray().Should().Equal(1, 2, 3, 4, 5, 3, 4, 1, 2, 5);
        request.Inputs[2].Tensor.AsSpan<int>().ToArray().Should().Equal(1, 2, 3, 4, 4, 5, 6, 8);
    }
}
