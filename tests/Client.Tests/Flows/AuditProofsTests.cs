using HospitalChain.Client.Audits;

namespace HospitalChain.Client.Tests.Flows;

/// <summary>Proofs beside an export are read back as they were written, and nothing else is.</summary>
public sealed class AuditProofsTests
{
    [Fact]
    public void An_export_without_accesses_reads_back()
    {
        var bytes = new AuditProofs([], [], []).ToBytes();
        Assert.Equal([0x94, 0x01, 0x90, 0x90, 0x90], bytes);
        Assert.Empty(AuditProofs.Parse(bytes).Value!.Accesses);
    }

    [Theory]
    [InlineData("")]
    [InlineData("94019090ff")]
    [InlineData("93019090")]
    [InlineData("9402909090")]
    [InlineData("940191c4009090")]
    public void Other_bytes_are_no_proofs(string hex) => Assert.Equal("MALFORMED", AuditProofs.Parse(Convert.FromHexString(hex)).Refusal?.Code);
}
