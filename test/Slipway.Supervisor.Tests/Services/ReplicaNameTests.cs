using Slipway.Supervisor.Services;

namespace Slipway.Supervisor.Tests.Services;

public sealed class ReplicaNameTests
{
    [Theory]
    [InlineData("ner", 3, 1)]
    [InlineData("ner-3", 1, 12)]
    [InlineData("a-b-c", 10, 2)]
    public void Parse_WhatOfGives_IsTheServiceAndRevision(string service, int revision, int index) =>
        ReplicaName.Parse(ReplicaName.Of(service, revision, index)).Should().Be((service, revision));

    [Theory]
    [InlineData("gateway")]
    [InlineData("ner-1")]
    [InlineData("-1-1")]
    [InlineData("a-b-1")]
    public void Parse_AnythingElse_IsNone(string name) => ReplicaName.Parse(name).Should().BeNull();
}
