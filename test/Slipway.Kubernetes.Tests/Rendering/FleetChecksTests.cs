using Slipway.Kubernetes.Rendering;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Tests.Rendering.Support;

namespace Slipway.Kubernetes.Tests.Rendering;

public sealed class FleetChecksTests
{
    [Fact]
    public void Rendering_AServiceThatTakesAnothersEndpoints_IsRefused() =>
        Rendering("services: { a: { model: m.onnx }, a-endpoints: { model: m.onnx } }")
            .Should()
            .Throw<RenderException>()
            .WithMessage("Service 'a-endpoints' has the name of the Service by which gateways find the pods of 'a'.*");

    [Theory]
    [InlineData("Team", "'Team' cannot be the name of a namespace: lower-case letters*")]
    [InlineData("a.b", "'a.b' cannot be the name of a namespace*")]
    [InlineData("-a", "'-a' cannot be the name of a namespace*")]
    [InlineData(
        "x123456789012345678901234567890123456789012345678901234567890123",
        "'x123*' cannot be the name of a namespace*at most 63."
    )]
    public void Rendering_IntoWhatIsNoNamespace_IsRefused(string name, string message)
    {
        var rendering = () =>
            Fleets.Render(Fleets.Of("services: { a: { model: m.onnx } }"), Fleets.Options() with { Namespace = name });

        rendering.Should().Throw<RenderException>().WithMessage(message);
    }

    [Fact]
    public void Rendering_ALongName_HasObjectsThatKubernetesTakes()
    {
        var name = "a" + new string('b', 39);

        var fleet = Fleets.Render($"name: {name}\nservices: {{ {name}: {{ model: m.onnx, scaling: {{ min: 2 }} }} }}");

        fleet.Objects.Should().OnlyContain(each => each.Metadata.Name.Length <= 63);
        fleet.Objects.SelectMany(each => each.Metadata.Labels.Values).Should().OnlyContain(value => value.Length <= 63);
    }

    [Fact]
    public void Rendering_WithImagesThatAreMissingOrOfNobody_TellsAll()
    {
        var rendering = () =>
            FleetRenderer.Render(
                Fleets.Of("services: { a: { model: m.onnx } }"),
                Fleets.Options() with
                {
                    Images = new Dictionary<string, string> { ["b"] = "registry.example/b:1" },
                }
            );

        rendering
            .Should()
            .Throw<RenderException>()
            .Which.Problems.Should()
            .SatisfyRespectively(
                one => one.Should().Be("An image is given for 'b', and the fleet has no such service; it has a."),
                other => other.Should().StartWith("Service 'a': nothing says which image it runs.")
            );
    }

    [Fact]
    public void Rendering_AModelInABucket_IsFetchedFromItsAddress()
    {
        var manifest = Fleets.Of("name: fleet\nservices: { a: { model: 's3://bucket/m.onnx' } }");

        var rendered = FleetRenderer.Render(manifest, Fleets.Options() with { Form = RenderForm.Resources });

        rendered.Objects.OfType<ModelService>().Single().Spec.Model!.Address.Should().Be("s3://bucket/m.onnx");
    }

    [Fact]
    public void Rendering_AModelAtAnAddress_NeedsAnImageWithTheServerWhereThereIsNoOperator()
    {
        var manifest = Fleets.Of("name: fleet\nservices: { a: { model: 'oci://r.example/a:1' } }");
        var options = Fleets.Options() with { ServerImage = null };

        var plain = () => FleetRenderer.Render(manifest, options);
        var resources = FleetRenderer.Render(manifest, options with { Form = RenderForm.Resources });

        plain.Should().Throw<RenderException>().WithMessage("Service 'a': its model is at an address*server_image*");
        var spec = resources.Objects.OfType<ModelService>().Single().Spec;
        (spec.Image, spec.Model!.Artifact, spec.Model.ServerImage).Should().Be((null, "r.example/a:1", null));
    }

    [Fact]
    public void Rendering_MemoryThatTheModelDoesNotFit_IsToldOf()
    {
        var options = Fleets.Options() with
        {
            Images = new Dictionary<string, string> { ["a"] = "r.example/a:1" },
            ModelBytes = new Dictionary<string, long> { ["a"] = 400L << 20 },
        };

        Notes("512MiB").Should().ContainSingle().Which.Should().Match("a: resources.memory is 512MiB, and*1200 MiB*");
        Notes("1200MiB").Should().BeEmpty();

        IReadOnlyList<string> Notes(string memory) =>
            FleetRenderer
                .Render(
                    Fleets.Of(
                        $"name: fleet\nservices: {{ a: {{ model: m.onnx, resources: {{ memory: {memory} }} }} }}"
                    ),
                    options
                )
                .Notes;
    }

    [Fact]
    public void Rendering_WhatASingleHostHasNot_IsRefused()
    {
        Rendering("services: { a: { model: m.onnx, resources: { gpu: 1 } } }", RenderForm.SingleHost)
            .Should()
            .Throw<RenderException>()
            .WithMessage("*gives no GPUs*");
        Rendering("gateway: { auth: { keys_file: f.pem } }\nservices: { a: { model: m.onnx } }", RenderForm.SingleHost)
            .Should()
            .Throw<RenderException>()
            .WithMessage("*gateway.auth.keys_file*");
    }

    private static Action Rendering(string yaml, RenderForm form = RenderForm.Plain) =>
        () => Fleets.Render("name: fleet\n" + yaml, form);
}
