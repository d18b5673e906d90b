using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;
using Slipway.Protocols.TensorFlowServing;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;
using DataType = Slipway.Protocols.TensorFlowServing.Grpc.Proto.DataType;

namespace Slipway.EndToEnd.Tests.TensorFlowServing;

/// <summary>TensorFlow Serving's gRPC services, called with clients generated from their contracts.</summary>
public sealed class GrpcPredictionTests(GrpcFixture fixture) : IClassFixture<GrpcFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Predict_HalfPlusTwo_IsAnsweredWithModelAndSignature()
    {
        var answer = await fixture.Predictions.PredictAsync(HalfPlusTwo(1, 2, 5), cancellationToken: Token);

        answer.Outputs.Should().ContainSingle().Which.Key.Should().Be("y");
        var y = answer.Outputs["y"];
        y.Dtype.Should().Be(DataType.DtFloat);
        y.TensorShape.Dim.Select(dim => dim.Size).Should().Equal(3, 1);
        y.FloatVal.Should().Equal(2.5f, 3f, 4.5f);
        y.TensorContent.IsEmpty.Should().BeTrue();
        answer.ModelSpec.Name.Should().Be("half_plus_two");
        answer.ModelSpec.Version.Should().Be(123);
        answer.ModelSpec.SignatureName.Should().Be("serving_default");
    }

    [Fact]
    public async Task Predict_ContentVersionAndFilter_AreTaken()
    {
        var request = HalfPlusTwo();
        request.ModelSpec.Version = 123;
        request.Inputs["x"].TensorShape.Dim[0].Size = 2;
        request.Inputs["x"].TensorContent = ByteString.CopyFrom([0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]);
        request.OutputFilter.Add("y");

        var answer = await fixture.Predictions.PredictAsync(request, cancellationToken: Token);

        answer.Outputs["y"].FloatVal.Should().Equal(2.5f, 3f);
    }

    [Fact]
    public async Task Predict_StringsAndHalves_ComeBack()
    {
        var text = new PredictRequest { ModelSpec = new ModelSpec { Name = "strings" } };
        text.Inputs["INPUT0"] = Tensor(DataType.DtString, 1, 2);
        text.Inputs["INPUT0"].StringVal.Add([ByteString.CopyFromUtf8("a"), ByteString.CopyFromUtf8("ü")]);
        var answer = await fixture.Predictions.PredictAsync(text, cancellationToken: Token);
        answer.Outputs["OUTPUT0"].StringVal.Select(value => value.ToStringUtf8()).Should().Equal("a", "ü");

        var halves = new PredictRequest { ModelSpec = new ModelSpec { Name = "halves" } };
        halves.Inputs["input"] = Tensor(DataType.DtHalf, 4);
        halves.Inputs["input"].HalfVal.Add([0x3C00, 0xC000]);
        answer = await fixture.Predictions.PredictAsync(halves, cancellationToken: Token);
        answer.Outputs["output"].HalfVal.Should().Equal(0x3C00, 0xC000, 0xC000, 0xC000);
    }

    [Fact]
    public async Task Predict_LargeCompressedMessages_ComeBackWhole()
    {
        var request = HalfPlusTwo([.. Enumerable.Range(0, 500_000).Select(i => (float)i)]);

        var answer = await fixture.Predictions.PredictAsync(
            request,
            new Metadata { { "grpc-internal-encoding-request", "gzip" } },
            cancellationToken: Token
        );

        answer.Outputs["y"].FloatVal.Should().HaveCount(500_000).And.EndWith((499_999 / 2f) + 2);
    }

    [Fact]
    public async Task Predict_WrongRequests_HaveTheirStatusAndAMessage()
    {
        var unknown = HalfPlusTwo(1);
        unknown.ModelSpec.Name = "nope";
        await Refused(unknown, StatusCode.NotFound, "'nope'");

        var version = HalfPlusTwo(1);
        version.ModelSpec.Version = 7;
        await Refused(version, StatusCode.NotFound, "version 7", "123");

        var label = HalfPlusTwo(1);
        label.ModelSpec.VersionLabel = "canary";
        await Refused(label, StatusCode.NotFound, "'canary'");

        var signature = HalfPlusTwo(1);
        signature.ModelSpec.SignatureName = "other";
        await Refused(signature, StatusCode.InvalidArgument, "other", "serving_default");

        var type = HalfPlusTwo();
        type.Inputs["x"] = Tensor(DataType.DtInt64, 1, 1);
        type.Inputs["x"].Int64Val.Add(1);
        await Refused(type, StatusCode.InvalidArgument, "'x'", "FP32", "INT64");

        var filter = HalfPlusTwo(1);
        filter.OutputFilter.Add("z");
        await Refused(filter, StatusCode.InvalidArgument, "'z'", "y");

        var complex = HalfPlusTwo();
        complex.Inputs["x"] = Tensor(DataType.DtComplex64, 1, 1);
        await Refused(complex, StatusCode.Unimplemented, "DT_COMPLEX64");

        var huge = HalfPlusTwo(1);
        huge.Inputs["x"].TensorShape.Dim[0].Size = 1_000_000_000;
        await Refused(huge, StatusCode.ResourceExhausted, "1000000000");

        var big = HalfPlusTwo([.. new float[1_100_000]]);
        await Refused(big, StatusCode.ResourceExhausted, "4000000");

        var broken = HalfPlusTwo(1);
        broken.ModelSpec.Name = "broken";
        await Refused(broken, StatusCode.Unavailable, "failed to load");
    }

    [Fact]
    public async Task Predict_Deadline_ReachesTheEngine()
    {
        var late = () =>
            fixture
                .Predictions.PredictAsync(
                    Slow(1L << 50),
                    deadline: DateTime.UtcNow.AddSeconds(1),
                    cancellationToken: Token
                )
                .ResponseAsync;
        var refused = (await late.Should().ThrowAsync<RpcException>()).Which;
        refused.StatusCode.Should().Be(StatusCode.DeadlineExceeded, refused.Status.Detail);

        // The model computes one request at a time: this one finds the place given back.
        var answer = await fixture.Predictions.PredictAsync(
            Slow(3),
            deadline: DateTime.UtcNow.AddMinutes(1),
            cancellationToken: Token
        );
        answer.Outputs["sum"].FloatVal.Should().Equal(3f);
    }

    [Fact]
    public async Task ClassifyAndRegress_Examples_AreAnswered()
    {
        var classified = await fixture.Predictions.ClassifyAsync(
            new ClassificationRequest { ModelSpec = Spec(), Input = Examples(1, 2) },
            cancellationToken: Token
        );
        classified.Result.Classifications.Select(row => row.Classes.Single().Score).Should().Equal(2.5f, 3f);
        classified.ModelSpec.Version.Should().Be(123);

        var regressed = await fixture.Predictions.RegressAsync(
            new RegressionRequest { ModelSpec = Spec(), Input = Examples(1, 2, 5) },
            cancellationToken: Token
        );
        regressed.Result.Regressions.Select(row => row.Value).Should().Equal(2.5f, 3f, 4.5f);
        regressed.ModelSpec.SignatureName.Should().Be("serving_default");
    }

    [Fact]
    public async Task MultiInference_TwoTasks_AreAnsweredInOrder()
    {
        var request = new MultiInferenceRequest { Input = Examples(1, 2) };
        request.Tasks.Add(new InferenceTask { ModelSpec = Spec(), MethodName = SignatureNames.Regress });
        request.Tasks.Add(new InferenceTask { ModelSpec = Spec(), MethodName = SignatureNames.Classify });

        var answer = await fixture.Predictions.MultiInferenceAsync(request, cancellationToken: Token);

        answer.Results.Should().HaveCount(2);
        answer.Results[0].RegressionResult.Regressions.Select(row => row.Value).Should().Equal(2.5f, 3f);
        answer
            .Results[1]
            .ClassificationResult.Classifications.Select(row => row.Classes.Single().Score)
            .Should()
            .Equal(2.5f, 3f);
        answer.Results[1].ModelSpec.Version.Should().Be(123);

        request.Tasks[0].MethodName = SignatureNames.Predict;
        var other = () => fixture.Predictions.MultiInferenceAsync(request, cancellationToken: Token).ResponseAsync;
        (await other.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Unimplemented);
    }

    [Fact]
    public async Task Classify_NoExamples_IsRefused()
    {
        var classify = () =>
            fixture
                .Predictions.ClassifyAsync(new ClassificationRequest { ModelSpec = Spec() }, cancellationToken: Token)
                .ResponseAsync;
        var refused = (await classify.Should().ThrowAsync<RpcException>()).Which;
        refused.StatusCode.Should().Be(StatusCode.InvalidArgument);
        refused.Status.Detail.Should().ContainAll("half_plus_two", "no examples");
    }

    [Fact]
    public async Task GetModelMetadata_SignatureDef_IsTheModels()
    {
        var request = new GetModelMetadataRequest { ModelSpec = Spec() };
        var empty = () => fixture.Predictions.GetModelMetadataAsync(request, cancellationToken: Token).ResponseAsync;
        (await empty.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.InvalidArgument);
        request.MetadataField.Add("signature_def");

        var answer = await fixture.Predictions.GetModelMetadataAsync(request, cancellationToken: Token);

        answer.ModelSpec.Should().Be(new ModelSpec { Name = "half_plus_two", Version = 123 });
        var signature = answer.Metadata["signature_def"].Unpack<SignatureDefMap>().SignatureDef["serving_default"];
        signature.MethodName.Should().Be("tensorflow/serving/predict");
        signature.Inputs["x"].Name.Should().Be("x:0");
        signature.Inputs["x"].Dtype.Should().Be(DataType.DtFloat);
        signature.Outputs["y"].TensorShape.Dim.Select(dim => dim.Size).Should().Equal(-1, 1);
    }

    [Fact]
    public async Task GetModelStatus_AvailableBrokenAndUnknown_AreTold()
    {
        var answer = await fixture.Models.GetModelStatusAsync(
            new GetModelStatusRequest { ModelSpec = Spec() },
            cancellationToken: Token
        );
        var status = answer.ModelVersionStatus.Should().ContainSingle().Which;
        status.Version.Should().Be(123);
        status.State.Should().Be(ModelVersionStatus.Types.State.Available);
        status.Status.ErrorCode.Should().Be(Code.Ok);

        var broken = await fixture.Models.GetModelStatusAsync(
            new GetModelStatusRequest { ModelSpec = new ModelSpec { Name = "broken" } },
            cancellationToken: Token
        );
        broken.ModelVersionStatus[0].State.Should().Be(ModelVersionStatus.Types.State.End);
        broken.ModelVersionStatus[0].Status.ErrorCode.Should().NotBe(Code.Ok);
        broken.ModelVersionStatus[0].Status.ErrorMessage.Should().NotBeEmpty();

        var unknown = () =>
            fixture
                .Models.GetModelStatusAsync(
                    new GetModelStatusRequest { ModelSpec = new ModelSpec { Name = "nope" } },
                    cancellationToken: Token
                )
                .ResponseAsync;
        (await unknown.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
    }

    [Theory]
    [InlineData("tensorflow.serving.PredictionService")]
    [InlineData("tensorflow.serving.ModelService")]
    public async Task Reflection_Services_HaveDescriptorsThatResolve(string service)
    {
        var reflection = new ServerReflection.ServerReflectionClient(fixture.Channel);
        using var call = reflection.ServerReflectionInfo(cancellationToken: Token);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, Token);
        await call.ResponseStream.MoveNext(Token);
        call.ResponseStream.Current.ListServicesResponse.Service.Should().Contain(found => found.Name == service);

        await call.RequestStream.WriteAsync(new ServerReflectionRequest { FileContainingSymbol = service }, Token);
        await call.ResponseStream.MoveNext(Token);
        var files = call.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto;
        var built = FileDescriptor.BuildFromByteStrings(DependenciesFirst(files));
        built.SelectMany(file => file.Services).Should().Contain(found => found.FullName == service);
        await call.RequestStream.CompleteAsync();
    }

    private static List<ByteString> DependenciesFirst(IEnumerable<ByteString> files)
    {
        var byName = files.ToDictionary(file => FileDescriptorProto.Parser.ParseFrom(file).Name);
        var ordered = new List<ByteString>();
        var seen = new HashSet<string>();
        foreach (var name in byName.Keys)
        {
            Add(name);
        }

        return ordered;

        void Add(string name)
        {
            if (!seen.Add(name))
                return;
            foreach (var dependency in FileDescriptorProto.Parser.ParseFrom(byName[name]).Dependency)
            {
                Add(dependency);
            }

            ordered.Add(byName[name]);
        }
    }

    private static ModelSpec Spec() => new() { Name = "half_plus_two" };

    private static PredictRequest HalfPlusTwo(params float[] values)
    {
        var request = new PredictRequest { ModelSpec = Spec() };
        request.Inputs["x"] = Tensor(DataType.DtFloat, values.Length, 1);
        request.Inputs["x"].FloatVal.Add(values);
        return request;
    }

    private static PredictRequest Slow(long iterations)
    {
        var request = new PredictRequest { ModelSpec = new ModelSpec { Name = "slow" } };
        request.Inputs["iterations"] = Tensor(DataType.DtInt64);
        request.Inputs["iterations"].Int64Val.Add(iterations);
        return request;
    }

    private static TensorProto Tensor(DataType type, params long[] dims)
    {
        var tensor = new TensorProto { Dtype = type, TensorShape = new TensorShapeProto() };
        tensor.TensorShape.Dim.AddRange(dims.Select(size => new TensorShapeProto.Types.Dim { Size = size }));
        return tensor;
    }

    private static Input Examples(params float[] values)
    {
        var list = new ExampleList();
        foreach (var value in values)
        {
            var feature = new Feature { FloatList = new FloatList { Value = { value } } };
            list.Examples.Add(new Example { Features = new Features { Feature = { ["x"] = feature } } });
        }

        return new Input { ExampleList = list };
    }

    private async Task Refused(PredictRequest request, StatusCode status, params string[] words)
    {
        var predict = () => fixture.Predictions.PredictAsync(request, cancellationToken: Token).ResponseAsync;
        var refused = (await predict.Should().ThrowAsync<RpcException>()).Which;
        refused.StatusCode.Should().Be(status, refused.Status.Detail);
        refused.Status.Detail.Should().ContainAll(words);
    }
}
