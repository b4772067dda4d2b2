using HospitalChain.Crypto.Bc22;

namespace HospitalChain.Crypto.Tests.Bc22;

public sealed class TeamGroupKeyTests
{
    [Fact]
    public void Exchange_is_as_specified()
    {
        foreach (var vector in Bc22Vector.All())
        {
            var group = vector.Group;
            using var hospital = Exponent(group.Hex("hospitalSecret"));
            var u = hospital.PublicPoint();
            Assert.Equal(group.Hex("U"), u.Encoded.ToArray());
            SecretExponent[] doctors = [.. group.HexList("doctorSecrets").Select(Exponent)];
            SecpPoint[] vs = [.. doctors.Select(doctor => doctor.PublicPoint())];
            Assert.Equal(group.HexList("V"), vs.Select(v => v.Encoded.ToArray()));
            Assert.True(TeamGroupKey.TryMake(vector.Sid, hospital, u, vs, out var key));
            Assert.Equal(group.Hex("key"), key);
            for (var k = 0; k < vs.Length; k++)
            {
                var share = TeamGroupKey.Share(vs[k], hospital);
                Assert.Equal(share, TeamGroupKey.Share(u, doctors[k]));
                Assert.Equal(group.HexList("shared")[k], share);
                Assert.Equal(group.HexList("hospitalMacs")[k], TeamGroupKey.HospitalMac(vector.Sid, share, vector.Doctors[k], vs[k], u));
                Assert.Equal(group.HexList("doctorMacs")[k], TeamGroupKey.DoctorMac(vector.Sid, share, vector.Hospital, vs[k], u));
                Assert.Equal(group.HexList("wrapped")[k], TeamGroupKey.Wrap(vector.Sid, u, vs, share, key));
                Assert.True(TeamGroupKey.TryUnwrap(vector.Sid, u, vs, share, group.HexList("wrapped")[k], out var opened));
                Assert.Equal(key, opened);
            }
        }
    }

    [Fact]
    public void Wrapped_key_opens_only_to_its_doctor_in_its_exchange_unchanged()
    {
        var vector = Bc22Vector.All().First(item => item.Doctors.Length >= 2);
        var shares = vector.Group.HexList("shared");
        var wrapped = vector.Group.HexList("wrapped")[0];
        var u = Point(vector.Group.Hex("U"));
        SecpPoint[] vs = [.. vector.Group.HexList("V").Select(Point)];
        Assert.True(TeamGroupKey.TryUnwrap(vector.Sid, u, vs, shares[0], wrapped, out _));
        Assert.False(TeamGroupKey.TryUnwrap(vector.Sid, u, vs, shares[1], wrapped, out _));
        Assert.False(TeamGroupKey.TryUnwrap(Bytes32.Zero, u, vs, shares[0], wrapped, out _));
        Assert.False(TeamGroupKey.TryUnwrap(vector.Sid, u, [.. vs.Reverse()], shares[0], wrapped, out _));
        Assert.False(TeamGroupKey.TryUnwrap(vector.Sid, u, vs, shares[0], wrapped.AsSpan(1), out _));
        wrapped[0] ^= 1;
        Assert.False(TeamGroupKey.TryUnwrap(vector.Sid, u, vs, shares[0], wrapped, out _));
    }

    [Fact]
    public void Product_that_is_the_identity_ends_the_run()
    {
        using var hospital = SecretExponent.Random();
        var v = SecpPoint.Generator;
        var bytes = v.Encoded.ToArray();
        bytes[0] ^= 1; // the inverse point
        Assert.False(TeamGroupKey.TryMake(Bytes32.Zero, hospital, hospital.PublicPoint(), [v, Point(bytes)], out _));
        Assert.False(TeamGroupKey.TryMake(Bytes32.Zero, hospital, hospital.PublicPoint(), [], out _));
        Assert.True(TeamGroupKey.TryMake(Bytes32.Zero, hospital, hospital.PublicPoint(), [v], out _));
    }

    [Fact]
    public void Drafts_open_only_at_their_place_in_their_session()
    {
        var (key, sid) = (Transcript.Of("TEST").Expand(TeamGroupKey.KeySize), Transcript.Of("TEST").AddU32(1).Hash32());
        var draft = TeamGroupKey.SealDraft(key, sid, 1, "finding"u8);
        Assert.True(TeamGroupKey.TryOpenDraft(key, sid, 1, draft, out var opened));
        Assert.Equal("finding"u8.ToArray(), opened);
        Assert.False(TeamGroupKey.TryOpenDraft(key, sid, 2, draft, out _));
        Assert.False(TeamGroupKey.TryOpenDraft(key, Bytes32.Zero, 1, draft, out _));
        Assert.False(TeamGroupKey.TryOpenDraft(sid.ToArray(), sid, 1, draft, out _));
    }

    private static SecretExponent Exponent(byte[] bytes)
    {
        Assert.True(SecretExponent.TryDecode(bytes, out var exponent));
        return exponent;
    }

    private static SecpPoint Point(byte[] bytes)
    {
        Assert.True(SecpPoint.TryDecode(bytes, out var point));
        return point;
    }
}
