namespace HospitalChain.Crypto.Tests;

public sealed class IdentityAndEvidenceTests
{
    private static readonly Bytes32 Author = new([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
    private static readonly Bytes32 Context = new([.. Enumerable.Range(101, 32).Select(i => (byte)i)]);

    [Theory]
    [InlineData("A")]
    [InlineData("patient-0001")]
    [InlineData("Müller, Jürgen")]
    [InlineData("12345678901234567890123456789012")]
    public void Holder_opens_the_pseudo_identity(string id)
    {
        using var key = SealingKey.Generate();
        var pid = PseudoIdentity.Make(id, key.PublicKey);
        Assert.Equal(PseudoIdentity.Size, pid.Length);
        Assert.Equal(145, pid.Length);
        Assert.True(PseudoIdentity.TryOpen(key, pid, out var opened));
        Assert.Equal(id, opened);
        Assert.NotEqual(pid, PseudoIdentity.Make(id, key.PublicKey));
    }

    [Theory]
    [InlineData("")]
    [InlineData("123456789012345678901234567890123")]
    [InlineData("ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ")]
    [InlineData("a\0b")]
    [InlineData(null)]
    public void What_is_no_identifier_is_refused(string? id)
    {
        Assert.False(PersonIdentifier.IsValid(id));
        using var key = SealingKey.Generate();
        Assert.Throws<ArgumentException>(() => PseudoIdentity.Make(id!, key.PublicKey));
    }

    [Fact]
    public void Lone_surrogate_is_no_identifier() => Assert.False(PersonIdentifier.IsValid("a" + (char)0xD800));

    [Fact]
    public void Stranger_opens_no_pseudo_identity()
    {
        using var key = SealingKey.Generate();
        using var stranger = SealingKey.Generate();
        Assert.False(PseudoIdentity.TryOpen(stranger, PseudoIdentity.Make("patient", key.PublicKey), out _));
    }

    [Theory]
    [InlineData("6100620000000000000000000000000000000000000000000000000000000000")] // NUL inside
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")] // empty
    [InlineData("ff00000000000000000000000000000000000000000000000000000000000000")] // no UTF-8
    public void Pseudo_identity_with_bad_content_is_refused(string padded)
    {
        using var key = SealingKey.Generate();
        var pid = Sealing.Seal(key.PublicKey, "PID", (byte[])[.. Convert.FromHexString(padded), .. new byte[32]], default);
        Assert.False(PseudoIdentity.TryOpen(key, pid, out _));
    }

    [Fact]
    public void Hospital_reads_what_the_doctor_sealed()
    {
        using var hospital = SealingKey.Generate();
        using var manager = SealingKey.Generate();
        var alpha = Evidence.NewAlpha();
        var pidHospital = PseudoIdentity.Make("hospital-a", manager.PublicKey);
        var x = Evidence.Seal(hospital.PublicKey, alpha, "patient", pidHospital, Author, Context);
        Assert.True(Evidence.TryOpen(hospital, x, Context, out var contents));
        Assert.True(contents.HasAlpha(alpha));
        Assert.False(contents.HasAlpha(Evidence.NewAlpha()));
        Assert.Equal("patient", contents.Id);
        Assert.Equal(pidHospital, contents.PidHospital.ToArray());
        Assert.Equal(Author, contents.Author);
        Assert.False(Evidence.TryOpen(hospital, x, Author, out _)); // another record's ctx
        Assert.False(Evidence.TryOpen(manager, x, Context, out _));
    }

    [Fact]
    public void Evidence_in_another_form_is_refused()
    {
        using var hospital = SealingKey.Generate();
        byte[] alpha = new byte[32], id = [0x61], pid = new byte[145], author = new byte[32];
        byte[][] bad =
        [
            [],
            Transcript.Join(alpha, id, pid),
            Transcript.Join(alpha, id, pid, author, author),
            Transcript.Join(alpha[1..], id, pid, author),
            Transcript.Join(alpha, [], pid, author),
            Transcript.Join(alpha, id, pid[1..], author),
            Transcript.Join(alpha, id, pid, author[1..]),
            Transcript.Join(alpha, id, pid, author)[..^1],
            [.. Transcript.Join(alpha, id, pid, author), 0],
            [0xff, 0xff, 0xff, 0xff, .. new byte[200]],
        ];
        Assert.True(Evidence.TryOpen(hospital, SealEvidence(Transcript.Join(alpha, id, pid, author)), Context, out _));
        Assert.All(bad, content => Assert.False(Evidence.TryOpen(hospital, SealEvidence(content), Context, out _)));

        byte[] SealEvidence(byte[] content) => Sealing.Seal(hospital.PublicKey, "EVIDENCE", content, Context.ToArray());
    }
}
