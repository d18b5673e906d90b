namespace Slipway.Deployment.Tests.Manifest.Validation;

public sealed class PipelinesValidatorTests
{
    [Fact]
    public void Read_PipelinesWithMistakes_AreToldWithTheirPlaces()
    {
        var problems = ManifestFolder.Problems(
            """
            services: { ner: { model: m.onnx } }
            pipelines:
              extract:
                nodes:
                  root:
                    steps:
                      - node: a
                      - service: nerr
                  a:
                    type: ensemble
                    steps:
                      - node: root
                  lost:
                    steps: [{ service: ner }]
              split:
                nodes:
                  root: { type: splitter, steps: [{ service: ner, weight: -1 }] }
                  x: { type: fan, steps: 3 }
            """
        );

        problems
            .Should()
            .Contain(problem =>
                problem.StartsWith("8:22 pipelines.extract.nodes.root.steps[1].service: ", StringComparison.Ordinal)
            )
            .And.Contain(problem =>
                problem.StartsWith("12:19 ", StringComparison.Ordinal)
                && problem.Contains("root → a → root", StringComparison.Ordinal)
            )
            .And.Contain(problem => problem.StartsWith("13:7 pipelines.extract.nodes.lost: ", StringComparison.Ordinal))
            .And.Contain(problem =>
                problem.StartsWith("17:63 pipelines.split.nodes.root.steps[0].weight: ", StringComparison.Ordinal)
                && problem.Contains("weight", StringComparison.Ordinal)
            )
            .And.Contain(problem =>
                problem.StartsWith(
                    "18:18 pipelines.split.nodes.x.type: \"fan\" is not one of",
                    StringComparison.Ordinal
                )
            )
            .And.Contain(problem =>
                problem.StartsWith("18:30 pipelines.split.nodes.x.steps: 3 is not a list", StringComparison.Ordinal)
            );
    }

    [Fact]
    public void Read_APipelineOverAServiceThatCannotBeRead_IsNotTakenForWrong() =>
        ManifestFolder
            .Problems(
                "services: { ner: { model: m.onnx, models: 3 } }\n"
                    + "pipelines: { p: { nodes: { root: { steps: [{ service: people }] } } } }"
            )
            .Should()
            .ContainSingle()
            .Which.Should()
            .Contain("services.ner.models: 3 is not a list");

    [Fact]
    public void Read_TemplatesAndDocuments_AreKeptAsTheyAre()
    {
        var pipeline = ManifestFolder
            .Valid(
                """
                variables: { language: de }
                services: { ner: { model: m.onnx } }
                pipelines:
                  p:
                    input: { type: object, properties: { text: { type: string } } }
                    example: { text: "5 ${language}" }
                    nodes: { root: { steps: [{ service: ner, input: { a: $request.text, n: 5, none: ~ } }] } }
                    output: { found: $steps.ner.entities, count: 3 }
                """
            )
            .Pipelines["p"];

        pipeline.Example!.ToJsonString().Should().Be("""{"text":"5 de"}""");
        pipeline
            .Nodes["root"]
            .Steps[0]
            .Input!.ToJsonString()
            .Should()
            .Be("""{"a":"$request.text","n":5,"none":null}""");
        pipeline.Output!.ToJsonString().Should().Be("""{"found":"$steps.ner.entities","count":3}""");
    }
}
