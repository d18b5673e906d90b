using Slipway.Gateway.Pipelines.Failures;

namespace Slipway.Gateway.Tests.Pipelines;

public sealed class TensorTests
{
    private const string Metadata = """
        {"name":"iris","inputs":[{"name":"x","datatype":"FP32","shape":[-1,4]},{"name":"words","datatype":"BYTES","shape":[-1]}],
         "outputs":[]}
        """;

    private const string Nothing = """{"outputs":[]}""";

    [Theory]
    [InlineData("\"$request.v\"", "[[1,2,3,4],[5,6,7,8]]", "[2,4]", "[[1,2,3,4],[5,6,7,8]]")]
    [InlineData("\"$request.v\"", "[1,2,3,4]", "[1,4]", "[1,2,3,4]")]
    [InlineData("\"$request.v\"", "[]", "[0,4]", "[]")]
    [InlineData("""["$request.v",2,3,4]""", "1", "[1,4]", "[1,2,3,4]")]
    [InlineData("""{"shape":[2,2],"data":"$request.v"}""", "[1,2,3,4]", "[2,2]", "[1,2,3,4]")]
    public async Task Input_Values_AreTensorsOfTheModelsTypeAndTheirOwnShape(
        string template,
        string value,
        string shape,
        string data
    )
    {
        using var bench = new Bench();
        Iris(bench, Nothing);
        await bench.RunAsync(Pipeline($$"""{"x":{{template}}}"""), $$"""{"v":{{value}}}""");
        Sent(bench).Should().Be($$"""{"inputs":[{"name":"x","datatype":"FP32","shape":{{shape}},"data":{{data}}}]}""");
    }

    [Fact]
    public async Task Input_ATextAlone_IsAListOfOne()
    {
        using var bench = new Bench();
        Iris(bench, Nothing);
        await bench.RunAsync(Pipeline("""{"words":"$request.t"}"""), """{"t":"Grüße"}""");
        Sent(bench).Should().Be("""{"inputs":[{"name":"words","datatype":"BYTES","shape":[1],"data":["Grüße"]}]}""");
    }

    [Fact]
    public async Task Input_WithAllSaid_IsTakenAsItIs()
    {
        using var bench = new Bench();
        Iris(bench, Nothing);
        await bench.RunAsync(
            Pipeline("""{"other":{"datatype":"INT8","shape":[1],"data":"$request.v"}}"""),
            """{"v":[3]}"""
        );
        Sent(bench).Should().Be("""{"inputs":[{"name":"other","datatype":"INT8","shape":[1],"data":[3]}]}""");
    }

    [Theory]
    [InlineData("""{"y":"$request.v"}""", "[1]", 400, "the model has no such input; the model's inputs are words, x.")]
    [InlineData("""{"x":"$request.v"}""", "null", 400, "of the tensor 'x': there is nothing")]
    [InlineData("""{"x":"$request.v"}""", """{"a":1}""", 400, "an object has the tensor's 'data'")]
    [InlineData("""{"x":"$request.v"}""", """{"data":[1],"datatype":1}""", 400, "'datatype' is a text")]
    [InlineData("""{"x":"$request.v"}""", """{"data":[1],"shape":1}""", 400, "'shape' is a list")]
    [InlineData("""{"x":"$request.v"}""", """{"data":[1],"shape":[-1]}""", 400, "whole numbers of 0 or more")]
    [InlineData("""{"x":null}""", "1", 502, "there is nothing")]
    public async Task Input_WhatIsNoTensor_IsRefused(string tensors, string value, int status, string message)
    {
        using var bench = new Bench();
        Iris(bench, Nothing);
        var run = () => bench.RunAsync(Pipeline(tensors), $$"""{"v":{{value}}}""");
        (await run.Should().ThrowAsync<PipelineFailure>().WithMessage($"*{message}*")).Which.Status.Should().Be(status);
    }

    [Fact]
    public async Task Output_Tensors_AreListsOfTheirShape()
    {
        using var bench = new Bench();
        Iris(
            bench,
            """
            {"model_name":"iris","outputs":[
              {"name":"p","datatype":"FP32","shape":[2,2],"data":[0.1,NaN,0.25,-Infinity]},
              {"name":"d","datatype":"FP64","shape":[1],"data":[0.1]},
              {"name":"label","datatype":"BYTES","shape":[2],"data":["Iris \"a\"","é"]},
              {"name":"flag","datatype":"BOOL","shape":[1],"data":[true]},
              {"name":"i8","datatype":"INT8","shape":[1],"data":[-1]},{"name":"u8","datatype":"UINT8","shape":[1],"data":[255]},
              {"name":"i16","datatype":"INT16","shape":[1],"data":[-2]},{"name":"u16","datatype":"UINT16","shape":[1],"data":[2]},
              {"name":"i32","datatype":"INT32","shape":[1],"data":[-3]},{"name":"u32","datatype":"UINT32","shape":[1],"data":[3]},
              {"name":"i64","datatype":"INT64","shape":[1,1,1],"data":[-9007199254740993]},
              {"name":"u64","datatype":"UINT64","shape":[1],"data":[18446744073709551615]},
              {"name":"none","datatype":"FP32","shape":[2,0],"data":[]}]}
            """
        );
        var answer = await bench.AnswerAsync(Pipeline("""{"x":"$request.v"}"""), """{"v":[1,2,3,4]}""");
        const string expected = """
            {"p":[[0.1,null],[0.25,null]],"d":[0.1],"label":["Iris \"a\"","é"],"flag":[true],"i8":[-1],"u8":[255],
             "i16":[-2],"u16":[2],"i32":[-3],"u32":[3],"i64":[[[-9007199254740993]]],"u64":[18446744073709551615],
             "none":[[],[]]}
            """;
        answer.Should().Be(expected.ReplaceLineEndings("").Replace(", ", ",", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"outputs":[{"name":"a","datatype":"FP32","shape":[2],"data":[1]}]}""")]
    public async Task Output_WhatIsNoAnswer_Is502(string answer)
    {
        using var bench = new Bench();
        Iris(bench, answer);
        var run = () => bench.RunAsync(Pipeline("""{"x":"$request.v"}"""), """{"v":[1,2,3,4]}""");
        (await run.Should().ThrowAsync<PipelineFailure>()).Which.Status.Should().Be(502);
    }

    [Fact]
    public async Task Output_OfOneStep_IsTheInputOfTheNext()
    {
        using var bench = new Bench();
        Iris(bench, """{"outputs":[{"name":"y","datatype":"FP32","shape":[1,4],"data":[4,3,2,1]}]}""");
        await bench.RunAsync(
            """
            {"nodes":{"root":{"steps":[
              {"service":"iris","name":"one","tensors":{"x":"$request.v"}},
              {"service":"iris","name":"two","tensors":{"x":"$response.y"}}]}}}
            """,
            """{"v":[1,2,3,4]}"""
        );
        System
            .Text.Encoding.UTF8.GetString(bench.Models.Calls.Last().Body.Span)
            .Should()
            .Be("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1,4],"data":[[4,3,2,1]]}]}""");
    }

    [Fact]
    public async Task Metadata_IsAskedOnceAndAgainWhenTheModelRefuses()
    {
        using var bench = new Bench();
        Iris(bench, Nothing);
        var pipeline = Pipeline("""{"x":"$request.v"}""");
        await bench.RunAsync(pipeline, """{"v":[1,2,3,4]}""");
        await bench.RunAsync(pipeline, """{"v":[1,2,3,4]}""");
        Asked(bench).Should().Be(1);

        Iris(bench, """{"error":"Another shape, please."}""", 400);
        var run = () => bench.RunAsync(pipeline, """{"v":[1,2,3,4]}""");
        (await run.Should().ThrowAsync<PipelineFailure>().WithMessage("*Another shape*")).Which.Status.Should().Be(400);
        Iris(bench, Nothing);
        await bench.RunAsync(pipeline, """{"v":[1,2,3,4]}""");
        Asked(bench).Should().Be(2);
    }

    [Theory]
    [InlineData("[]", 200, 502)]
    [InlineData("""{"inputs":[{"name":"x"}]}""", 200, 502)]
    [InlineData("""{"inputs":[{"name":7,"datatype":"FP32","shape":[1]}]}""", 200, 502)]
    [InlineData("""{"error":"Starting."}""", 503, 503)]
    public async Task Metadata_ThatIsNone_IsAFailureOfTheStep(string metadata, int status, int expected)
    {
        using var bench = new Bench();
        bench.Models.Answers("iris", metadata, status);
        var run = () => bench.RunAsync(Pipeline("""{"x":"$request.v"}"""), """{"v":[1]}""");
        (await run.Should().ThrowAsync<PipelineFailure>()).Which.Status.Should().Be(expected);
    }

    private static void Iris(Bench bench, string answer, int status = 200) =>
        bench.Models.Answers(
            "iris",
            (call, _) =>
                Task.FromResult(
                    call.Method == HttpMethod.Get ? FakeModels.Answer(Metadata) : FakeModels.Answer(answer, status)
                )
        );

    private static int Asked(Bench bench) => bench.Models.Calls.Count(call => call.Path == "/v2/models/iris");

    private static string Sent(Bench bench) =>
        System.Text.Encoding.UTF8.GetString(
            bench.Models.Calls.Single(call => call.Path == "/v2/models/iris/infer").Body.Span
        );

    private static string Pipeline(string tensors) =>
        $$"""{"nodes":{"root":{"steps":[{"service":"iris","tensors":{{tensors}} }]} } }""";
}
