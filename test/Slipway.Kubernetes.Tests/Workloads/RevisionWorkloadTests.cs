using k8s.Models;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Workloads;

namespace Slipway.Kubernetes.Tests.Workloads;

/// <summary>What the operator makes of a revision.</summary>
public sealed class RevisionWorkloadTests
{
    private const long ModelBytes = 47_000_000;

    [Fact]
    public void Memory_OfAModelWhoseSizeIsKnown_IsAsInThePlainForm()
    {
        var template = Template(new ModelServiceSpec { Image = "ner:1", ModelBytes = ModelBytes });

        var resources = template.Spec.Containers.Single().Resources;
        (Text(resources.Requests, "cpu"), Text(resources.Requests, "memory"), Text(resources.Limits, "memory"))
            .Should()
            .Be(("250m", "224Mi", "448Mi"));
        template.Metadata.Annotations[SlipwayGroup.MemoryAnnotation].Should().Be("224Mi");
    }

    [Fact]
    public void Memory_ThatIsNamed_IsLeftAsItIs()
    {
        var said = new V1ResourceRequirements
        {
            Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new("1Gi") },
        };

        var resources = Template(
            new ModelServiceSpec
            {
                Image = "ner:1",
                ModelBytes = ModelBytes,
                Resources = said,
            }
        )
            .Spec.Containers.Single()
            .Resources;

        (Text(resources.Requests, "cpu"), Text(resources.Requests, "memory"), Text(resources.Limits, "memory"))
            .Should()
            .Be(("250m", null, "1Gi"), "Kubernetes takes the request from the limit");
    }

    [Fact]
    public void Memory_OfWhatIsNotKnown_IsNotReckoned()
    {
        var template = Template(new ModelServiceSpec { Image = "ner:1" });

        template.Spec.Containers.Single().Resources.Should().BeNull();
        template.Metadata.Annotations.Should().BeNull();
    }

    [Fact]
    public void Cache_OfAFetchedModel_IsBoundedByItsVolume()
    {
        var template = Template(
            new ModelServiceSpec
            {
                Model = new ModelSource { Address = "s3://models/ner" },
                Cache = new CacheOptions { Size = "1Gi" },
            }
        );

        template
            .Spec.Volumes.Select(each => each.PersistentVolumeClaim?.ClaimName)
            .Should()
            .Equal(null, "ner-r3-cache");
        template.Spec.Containers.Single().Command.Should().ContainInOrder("--max-cache-bytes", "966367641");
    }

    private static V1PodTemplateSpec Template(ModelServiceSpec spec) => new RevisionWorkload(
            new ModelService
            {
                Metadata = new V1ObjectMeta
                {
                    Name = "ner",
                    NamespaceProperty = "news",
                    Uid = "1",
                },
                Spec = spec,
            },
            new RevisionInfo
            {
                Number = 3,
                Source = "",
                Key = "",
                Created = default,
                Template = spec,
            },
            "server:1"
        ).Deployment().Spec.Template;

    private static string? Text(IDictionary<string, ResourceQuantity> quantities, string name) =>
        quantities.TryGetValue(name, out var quantity) ? quantity.ToString() : null;
}
