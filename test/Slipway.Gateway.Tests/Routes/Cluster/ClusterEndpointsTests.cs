using k8s.Models;
using Slipway.Deployment.Routing;
using Slipway.Gateway.Routes.Cluster;
using static Slipway.Gateway.Tests.Routes.Cluster.Slices;

namespace Slipway.Gateway.Tests.Routes.Cluster;

public sealed class ClusterEndpointsTests
{
    [Fact]
    public void Of_Ready_AreItsPodsAtThePortsByName() =>
        Endpoints(Slices.Of("ner-r1", "s", Endpoint("b", "10.0.0.2"), Endpoint("a", "10.0.0.1")))
            .Should()
            .Equal(Route("a", "10.0.0.1"), Route("b", "10.0.0.2"));

    [Theory]
    [InlineData(true, false, true)]
    // What is not known of readiness is taken for ready.
    [InlineData(null, false, true)]
    [InlineData(false, false, false)]
    // Ends, and serves what it has: a Service may publish those as ready.
    [InlineData(true, true, false)]
    [InlineData(false, true, false)]
    public void Of_Conditions_SayWhoTakesRequests(bool? ready, bool terminating, bool takes) =>
        (Endpoints(Slices.Of("ner-r1", "s", Endpoint("a", "10.0.0.1", ready, terminating))).Count > 0)
            .Should()
            .Be(takes);

    [Fact]
    public void Of_NoConditions_IsReady() =>
        Endpoints(Slices.Of("ner-r1", "s", new V1Endpoint { Addresses = ["10.0.0.1"] }))
            .Should()
            .Equal(Route("10.0.0.1", "10.0.0.1"));

    [Fact]
    public void Of_OneThatMovesBetweenSlices_IsThereOnce() =>
        Endpoints(
                Slices.Of("ner-r1", "s1", Endpoint("a", "10.0.0.1", ready: false), Endpoint("b", "10.0.0.2")),
                Slices.Of("ner-r1", "s2", Endpoint("a", "10.0.0.1"))
            )
            .Should()
            .Equal(Route("a", "10.0.0.1"), Route("b", "10.0.0.2"));

    [Fact]
    public void Of_TwoFamilies_IsOnePodAtItsIPv4Address()
    {
        var six = Slices.Of("ner-r1", "a-six", Endpoint("a", "fd00::1"), Endpoint("b", "fd00::2"));
        six.AddressType = "IPv6";

        Endpoints(six, Slices.Of("ner-r1", "z-four", Endpoint("a", "10.0.0.1")))
            .Should()
            .Equal(Route("a", "10.0.0.1"), Route("b", "[fd00::2]"));
    }

    [Fact]
    public void Of_NoGrpcPort_IsTheOtherPort()
    {
        var slice = Slices.Of("ner-r1", "s", Endpoint("a", "10.0.0.1"));
        slice.Ports = [slice.Ports[0]];

        Endpoints(slice).Single().Grpc.Should().Be("http://10.0.0.1:8080");
    }

    [Fact]
    public void Of_WhatCannotBeReached_IsLeftOut()
    {
        var names = Slices.Of("ner-r1", "names", Endpoint("a", "example.com"));
        names.AddressType = "FQDN";
        var unnamed = Slices.Of("ner-r1", "unnamed", Endpoint("b", "10.0.0.1"));
        unnamed.Ports = [new Discoveryv1EndpointPort { Name = "metrics", Port = 9090 }];
        var nobody = Slices.Of("ner-r1", "nobody", Endpoint("c", "10.0.0.1"));
        nobody.Metadata.Labels = null;
        var empty = Slices.Of("ner-r1", "empty");
        empty.Endpoints = null;

        Endpoints(names, unnamed, nobody, empty, Slices.Of("ner-r1", "bad", Endpoint("d", "10.0.0.1/../x")))
            .Should()
            .BeEmpty();
    }

    private static IReadOnlyList<EndpointRoute> Endpoints(params V1EndpointSlice[] slices) =>
        ClusterEndpoints.Of(slices).Of("ner-r1");

    private static EndpointRoute Route(string pod, string host) =>
        new()
        {
            Replica = pod,
            Http = $"http://{host}:8080",
            Grpc = $"http://{host}:8081",
        };
}
