using k8s.Models;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Workloads;

namespace Slipway.Kubernetes.Tests.Workloads;

public sealed class PrepullTests
{
    [Fact]
    public void Pods_OfAnImage_MountItAndRunNothingOfIt()
    {
        var pod = Pod(new ModelServiceSpec { Image = "python:3", ImagePullPolicy = "Always" });

        (pod.Volumes.Single().Image.Reference, pod.Volumes.Single().Image.PullPolicy)
            .Should()
            .Be(("python:3", "Always"));
        var container = pod.Containers.Single();
        (container.Image, container.VolumeMounts.Single().ReadOnlyProperty).Should().Be(("server:1", true));
        container.SecurityContext.ReadOnlyRootFilesystem.Should().BeTrue();
        pod.SecurityContext.RunAsNonRoot.Should().BeTrue();
    }

    [Fact]
    public void Pods_OfAFetchedModel_HaveTheServersImageAlone()
    {
        var pod = Pod(
            new ModelServiceSpec
            {
                Model = new ModelSource { Artifact = "ner:1", ServerImage = "own:2" },
            }
        );

        pod.Volumes.Should().BeNull("older clusters know no image volumes, and need none");
        pod.Containers.Single().Image.Should().Be("own:2");
    }

    [Fact]
    public void Pods_OfAMountedModel_HaveBoth()
    {
        var pod = Pod(
            new ModelServiceSpec
            {
                Model = new ModelSource { Artifact = "ner:1", Delivery = ArtifactDelivery.ImageVolume },
            }
        );

        (pod.Containers.Single().Image, pod.Volumes.Single().Image.Reference).Should().Be(("server:1", "ner:1"));
    }

    [Fact]
    public void Pods_RunWhereTheServicesMay()
    {
        var pod = Pod(
            new ModelServiceSpec
            {
                Image = "ner:1",
                Pod = new PodOptions
                {
                    NodeSelector = new Dictionary<string, string> { ["gpu"] = "yes" },
                    Tolerations = [new V1Toleration { Key = "gpu", OperatorProperty = "Exists" }],
                    Affinity = new V1Affinity
                    {
                        NodeAffinity = new V1NodeAffinity(),
                        PodAntiAffinity = new V1PodAntiAffinity(),
                    },
                    ImagePullSecrets = [new V1LocalObjectReference { Name = "pull" }],
                },
            }
        );

        pod.NodeSelector.Should().ContainKey("gpu");
        pod.Tolerations.Single().Key.Should().Be("gpu");
        (pod.Affinity.NodeAffinity is null, pod.Affinity.PodAntiAffinity is null).Should().Be((false, true));
        pod.ImagePullSecrets.Single().Name.Should().Be("pull");
    }

    private static V1PodSpec Pod(ModelServiceSpec spec) =>
        Prepull
            .Of(
                new ModelService
                {
                    Metadata = new V1ObjectMeta { Name = "ner", Uid = "1" },
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
            )
            .Spec.Template.Spec;
}
