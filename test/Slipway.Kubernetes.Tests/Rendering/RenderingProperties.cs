using System.Text.RegularExpressions;
using CsCheck;
using k8s;
using k8s.Models;
using Slipway.Kubernetes.Rendering;
using Slipway.Kubernetes.Rendering.Output;
using Slipway.Kubernetes.Tests.Rendering.Support;

namespace Slipway.Kubernetes.Tests.Rendering;

/// <summary>What holds of any manifest.</summary>
public sealed partial class RenderingProperties
{
    private const int Times = 50;

    [Theory]
    [InlineData(RenderForm.Plain)]
    [InlineData(RenderForm.Resources)]
    public void Rendering_AnyManifest_IsReadStrictlyWithoutLoss(RenderForm form) =>
        RandomFleets.All.Sample(
            manifest =>
            {
                var yaml = YamlText.Of(Fleets.Render(manifest, Fleets.Options(form)).Objects);

                YamlText.Of(StrictObjects.Read(yaml)).Should().Be(yaml);
            },
            iter: Times
        );

    [Theory]
    [InlineData(RenderForm.Plain)]
    [InlineData(RenderForm.Resources)]
    public void Rendering_AnyManifest_NamesEachObjectOnceAndInAForm(RenderForm form) =>
        RandomFleets.All.Sample(
            manifest =>
            {
                var objects = Fleets.Render(manifest, Fleets.Options(form)).Objects.ToList();

                objects.Select(each => (each.Kind, each.Metadata.Name)).Should().OnlyHaveUniqueItems();
                objects.Should().OnlyContain(each => Name().IsMatch(each.Metadata.Name));
                objects.Should().OnlyContain(each => each.Metadata.Labels["app.kubernetes.io/managed-by"] == "slipway");
            },
            iter: Times
        );

    [Fact]
    public void Rendering_AnyManifest_SelectsPodsThatThereAreByPortsThatTheyHave() =>
        RandomFleets.All.Sample(
            manifest =>
            {
                var objects = Fleets.Render(manifest, Fleets.Options()).Objects.ToList();
                var pods = objects.OfType<V1Deployment>().Select(each => each.Spec.Template).ToList();

                foreach (var deployment in objects.OfType<V1Deployment>())
                {
                    Selected(deployment.Spec.Selector.MatchLabels, pods).Should().Equal(deployment.Spec.Template);
                    deployment
                        .Spec.Template.Spec.TopologySpreadConstraints.Should()
                        .OnlyContain(each => Selected(each.LabelSelector.MatchLabels, pods).Count == 1);
                }

                foreach (var service in objects.OfType<V1Service>())
                {
                    var pod = Selected(service.Spec.Selector, pods).Should().ContainSingle().Subject;
                    var ports = pod.Spec.Containers.Single().Ports.Select(port => port.Name);
                    service.Spec.Ports.Select(port => port.TargetPort.Value).Should().BeSubsetOf(ports);
                }

                objects
                    .OfType<V1PodDisruptionBudget>()
                    .Should()
                    .OnlyContain(each => Selected(each.Spec.Selector.MatchLabels, pods).Count == 1);
                objects
                    .OfType<V1NetworkPolicy>()
                    .Should()
                    .OnlyContain(each => Selected(each.Spec.PodSelector.MatchLabels, pods).Count == 1);
            },
            iter: Times
        );

    [Fact]
    public void Rendering_AnyManifest_RefersToObjectsThatThereAre() =>
        RandomFleets.All.Sample(
            manifest =>
            {
                var objects = Fleets.Render(manifest, Fleets.Options()).Objects.ToList();
                foreach (var spec in objects.OfType<V1Deployment>().Select(each => each.Spec.Template.Spec))
                {
                    Has<V1ServiceAccount>(objects, spec.ServiceAccountName);
                    foreach (var volume in spec.Volumes)
                    {
                        if (volume.PersistentVolumeClaim is { } claim)
                            Has<V1PersistentVolumeClaim>(objects, claim.ClaimName);
                        if (volume.ConfigMap is { } files)
                            Has<V1ConfigMap>(objects, files.Name);
                    }

                    spec.Containers.Single()
                        .VolumeMounts.Select(mount => mount.Name)
                        .Should()
                        .BeEquivalentTo(spec.Volumes.Select(volume => volume.Name));
                }

                foreach (var scaler in objects.OfType<V2HorizontalPodAutoscaler>())
                {
                    var goal = objects
                        .OfType<V1Deployment>()
                        .Should()
                        .ContainSingle(each => each.Metadata.Name == scaler.Spec.ScaleTargetRef.Name)
                        .Subject;
                    goal.Spec.Replicas.Should().BeNull("the autoscaler's number is not undone");
                    scaler.Spec.MinReplicas.Should().BeInRange(1, scaler.Spec.MaxReplicas);
                }
            },
            iter: Times
        );

    [Fact]
    public void Chart_OfAnyManifest_ComesToTheSameObjects() =>
        RandomFleets.All.Sample(
            manifest =>
            {
                var fleet = Fleets.Render(manifest, Fleets.Options());

                var yaml = HelmTemplate.Evaluate(HelmChart.Write(fleet, "0.1.0"), fleet.Namespace!);

                var read = StrictObjects.Read(yaml);
                foreach (var each in read)
                {
                    each.Metadata.NamespaceProperty = fleet.Namespace;
                }

                YamlText.Of(read).Should().Be(YamlText.Of(fleet.Objects));
            },
            iter: Times
        );

    private static List<V1PodTemplateSpec> Selected(
        IDictionary<string, string> selector,
        IEnumerable<V1PodTemplateSpec> pods
    ) =>
        [
            .. pods.Where(pod =>
                selector.All(pair => pod.Metadata.Labels.TryGetValue(pair.Key, out var value) && value == pair.Value)
            ),
        ];

    private static void Has<T>(IEnumerable<IKubernetesObject<V1ObjectMeta>> objects, string name)
        where T : IKubernetesObject<V1ObjectMeta> =>
        objects.OfType<T>().Should().ContainSingle(each => each.Metadata.Name == name);

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
