using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Inference;
using Slipway.Tensors;

namespace Slipway.Serving.Tests.Inference;

public sealed class RequestValidatorTests : IDisposable
{
    private static readonly ModelSignature Signature = new(
        [
            new TensorSpec("x", DataType.Fp32, new TensorShape(-1, 2)),
            new TensorSpec("mask", DataType.Int64, new TensorShape(-1)) { IsOptional = true },
        ],
        [new TensorSpec("y", DataType.Fp32, new TensorShape(-1)), new TensorSpec("z", DataType.Int64, default)]
    );

    private static readonly ModelSignature Two = new([], [])
    {
        Others = [new ModelSignature([], []) { Name = "second", Method = "tensorflow/serving/regress" }],
    };

    private readonly InferenceRequest _request = new() { Model = new ModelSelector("m") };

    public void Dispose() => _request.Dispose();

    [Fact]
    public void Validate_RightRequest_Passes()
    {
        Input("x", 3, 2);
        _request.Outputs.Add(new RequestedOutput("z"));
        RequestValidator.Validate(_request, "m", Signature);
    }

    [Theory]
    [InlineData(null, "serving_default", null)]
    [InlineData("", "serving_default", null)]
    [InlineData("serving_default", "serving_default", null)]
    [InlineData("tensorflow/serving/predict", "serving_default", null)]
    [InlineData("second", "second", "second")]
    [InlineData("tensorflow/serving/regress", "second", "second")]
    public void Choose_OfTwoSignatures_FindsItByNameOrByMethod(string? asked, string chosen, string? name)
    {
        _request.SignatureName = asked;

        RequestValidator.Choose(_request, "m", Two).Name.Should().Be(chosen);
        _request.SignatureName.Should().Be(name);
    }

    [Fact]
    public void Choose_UnknownSignature_IsRefusedWithTheNames()
    {
        _request.SignatureName = "third";

        var choose = () => RequestValidator.Choose(_request, "m", Two);

        choose
            .Should()
            .Throw<ServingException>()
            .WithMessage("Model 'm' has no signature 'third'*serving_default, second.");
    }

    [Fact]
    public void Validate_ShapeThatIsAdvisory_TakesAnother()
    {
        Input("x", 3);
        var declared = new TensorSpec("x", DataType.Fp32, new TensorShape(-1, 2)) { IsShapeAdvisory = true };

        RequestValidator.Validate(_request, "m", new ModelSignature([declared], []));
    }

    [Fact]
    public void CheckBatch_UpToTheLimit_Passes()
    {
        Input("x", 8, 2);
        Input("w", 8, 1);
        RequestValidator.CheckBatch(_request, "m", 8);
        RequestValidator.CheckBatch(_request, "m", null);
    }

    [Fact]
    public void CheckBatch_OverTheLimit_SaysSoInTritonsWords()
    {
        Input("x", 9, 2);
        var check = () => RequestValidator.CheckBatch(_request, "m", 8);
        check.Should().Throw<ServingException>().WithMessage("inference request batch-size must be <= 8 for 'm'*9*");
    }

    [Fact]
    public void CheckBatch_InputsOfDifferentRows_AreRefused()
    {
        Input("x", 2, 2);
        Input("w", 3, 2);
        var check = () => RequestValidator.CheckBatch(_request, "m", 8);
        check
            .Should()
            .Throw<ServingException>()
            .WithMessage("input 'w' batch size does not match other inputs for 'm'*");
    }

    [Fact]
    public void Validate_MissingInput_NamesItAndItsType() =>
        Refused().WithMessage("*'m' needs the input 'x' (FP32 [-1,2])*");

    [Fact]
    public void Validate_UnknownInput_ListsThoseThereAre()
    {
        Input("x", 1, 2);
        Input("w", 1, 2);
        Refused().WithMessage("*'m' has no input 'w'*x: FP32[-1,2]*mask: INT64[-1]*");
    }

    [Fact]
    public void Validate_WrongType_NamesBoth()
    {
        _request.Inputs.Add(new NamedTensor("x", Tensor.From<long>([1, 2], new TensorShape(1, 2))));
        Refused().WithMessage("*'x' as FP32*INT64*");
    }

    [Fact]
    public void Validate_WrongRank_NamesBoth()
    {
        Input("x", 2);
        Refused().WithMessage("*2 dimensions, shape [-1,2]*sends 1: [2]*");
    }

    [Fact]
    public void Validate_WrongExtent_NamesBoth()
    {
        Input("x", 2, 3);
        Refused().WithMessage("*[-1,2]*[2,3]*");
    }

    [Fact]
    public void Validate_UnknownRank_TakesAnyShape()
    {
        var any = new TensorSpec("x", DataType.Fp32, TensorShape.Scalar) { HasUnknownRank = true };
        Input("x", 2, 3);
        RequestValidator.Validate(_request, "m", new ModelSignature([any], Signature.Outputs));
    }

    [Fact]
    public void Validate_InputTwice_IsRefused()
    {
        Input("x", 1, 2);
        Input("x", 1, 2);
        Refused().WithMessage("*'x' twice*");
    }

    [Fact]
    public void Validate_UnknownOrRepeatedOutput_IsRefused()
    {
        Input("x", 1, 2);
        _request.Outputs.Add(new RequestedOutput("q"));
        Refused().WithMessage("*no output 'q'*y: FP32[-1]*");
        _request.Outputs.Clear();
        _request.Outputs.Add(new RequestedOutput("y"));
        _request.Outputs.Add(new RequestedOutput("y"));
        Refused().WithMessage("*'y' twice*");
    }

    private void Input(string name, params long[] dims) =>
        _request.Inputs.Add(new NamedTensor(name, Tensor.Allocate(DataType.Fp32, new TensorShape(dims))));

    private AwesomeAssertions.Specialized.ExceptionAssertions<ServingException> Refused()
    {
        var validate = () => RequestValidator.Validate(_request, "m", Signature);
        var thrown = validate.Should().Throw<ServingException>();
        thrown.Which.Code.Should().Be(ServingErrorCode.InvalidArgument);
        return thrown;
    }
}
