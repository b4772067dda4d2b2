using HospitalChain.Crypto.Bc22;

namespace HospitalChain.Crypto.Tests.Bc22;

public sealed class GroupKeyTests
{
    private static readonly Bytes32 Chain = new([.. Enumerable.Repeat((byte)7, 32)]);
    private static readonly Bytes32 Sid = new([.. Enumerable.Repeat((byte)8, 32)]);

    [Fact]
    public void Vectors_are_reproduced_step_by_step()
    {
        foreach (var item in VectorFile.Cases("bc22.json"))
        {
            var vector = item.GetProperty("groupKey");
            Bytes32 sid = item.Hash("sid"), hospitalKey = item.Hash("hospital");
            Bytes32[] doctorKeys = [.. item.HexList("doctors").Select(bytes => new Bytes32(bytes))];
            var (u, v, shared) = (Point(vector.Hex("U")), vector.HexList("V"), vector.HexList("shared"));
            using var hospital = new GroupKeyHospital(sid, hospitalKey, Exponent(vector.Hex("hospitalSecret")));
            Assert.Equal(u, hospital.Point);
            for (var k = 0; k < doctorKeys.Length; k++)
            {
                using var exponent = Exponent(vector.HexList("doctorSecrets")[k]);
                Assert.Equal(v[k], exponent.PublicPoint().Encoded);
                Assert.Equal(shared[k], u.Power(exponent).Encoded);
                Assert.Equal(vector.HexList("doctorMacs")[k], GroupKeyHashes.DoctorMac(sid, Point(shared[k]), hospitalKey, Point(v[k]), u));
                Assert.Equal(vector.HexList("hospitalMacs")[k], GroupKeyHashes.HospitalMac(sid, Point(shared[k]), doctorKeys[k], Point(v[k]), u));
                var transcript = Transcript.Join([u.Encoded.ToArray(), .. v]);
                Assert.Equal(vector.HexList("wrapped")[k], GroupKeyHashes.Wrap(sid, transcript, Point(shared[k]), vector.Hex("key")));
            }

            var product = shared.Skip(1).Aggregate(Point(shared[0]), (so, next) => so.TryTimes(Point(next), out var both) ? both : throw new InvalidOperationException());
            Assert.Equal(vector.Hex("key"), GroupKeyHashes.Key(sid, Transcript.Join([u.Encoded.ToArray(), .. v]), product));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Hospital_and_every_doctor_hold_the_same_key(int size)
    {
        using var team = new Team(size);
        Assert.True(team.Hospital.TryFinish(team.DoctorPoints, team.Macs(), out var key, out var wrapped));
        for (var k = 0; k < size; k++)
        {
            Assert.True(team.Doctors[k].TryFinish(team.DoctorPoints, wrapped[k], out var doctors));
            Assert.Equal(key.Bytes, doctors.Bytes);
            Assert.True(key.TryOpen((uint)k, doctors.Seal((uint)k, "list"u8), out var list));
            Assert.Equal("list"u8, list);
            Assert.False(key.TryOpen((uint)k + 1, doctors.Seal((uint)k, "list"u8), out _));
        }

        Assert.Equal("Secret(32)", $"{key}");
    }

    [Fact]
    public void Wrong_mac_of_one_doctor_ends_the_run()
    {
        using var team = new Team(3);
        for (var k = 0; k < 3; k++)
        {
            var macs = team.Macs();
            macs[k][5] ^= 1;
            Assert.False(team.Hospital.TryFinish(team.DoctorPoints, macs, out _, out _));
        }

        Assert.False(team.Hospital.TryFinish(team.DoctorPoints, team.Macs()[..2], out _, out _));
        Assert.False(team.Hospital.TryFinish([], [], out _, out _));
    }

    [Fact]
    public void Doctor_confirms_only_a_hospital_that_holds_the_shared_secret()
    {
        using var team = new Team(2);
        var mac = team.Hospital.Mac(team.DoctorPoints[0]);
        Assert.False(team.Doctors[1].TryConfirm(team.HospitalPoint, mac, out _)); // another doctor's
        mac[31] ^= 1;
        Assert.False(team.Doctors[0].TryConfirm(team.HospitalPoint, mac, out _));
        Assert.Throws<InvalidOperationException>(() => team.Doctors[0].TryFinish(team.DoctorPoints, new byte[48], out _));
    }

    [Fact]
    public void Every_changed_byte_of_a_wrapped_key_is_refused()
    {
        using var team = new Team(2);
        Assert.True(team.Hospital.TryFinish(team.DoctorPoints, team.Macs(), out _, out var wrapped));
        var first = wrapped[0];
        for (var i = 0; i < first.Length; i++)
        {
            first[i] ^= 1;
            Assert.False(team.Doctors[0].TryFinish(team.DoctorPoints, first, out _), $"byte {i}");
            first[i] ^= 1;
            Assert.False(team.Doctors[0].TryFinish(team.DoctorPoints, first.AsSpan(0, i), out _));
        }

        Assert.False(team.Doctors[0].TryFinish(team.DoctorPoints, wrapped[1], out _));
    }

    [Fact]
    public void Doctors_who_see_another_team_get_no_key()
    {
        using var team = new Team(3);
        Assert.True(team.Hospital.TryFinish(team.DoctorPoints, team.Macs(), out _, out var wrapped));
        GroupKeyPoint[] swapped = [team.DoctorPoints[0], team.DoctorPoints[2], team.DoctorPoints[1]];
        Assert.False(team.Doctors[0].TryFinish(swapped, wrapped[0], out _));
        Assert.False(team.Doctors[0].TryFinish(team.DoctorPoints[..2], wrapped[0], out _));
        Assert.False(team.Doctors[0].TryFinish(team.DoctorPoints[1..], wrapped[0], out _));
    }

    [Fact]
    public void Man_in_the_middle_of_the_papers_exchange_is_refused_here()
    {
        // The paper sends U and V_k bare: whoever sits between puts its own U' = G^x and shares a key with the doctor.
        using var doctor = SigningKey.Generate();
        using var hospital = SigningKey.Generate();
        using var attacker = SigningKey.Generate();
        using SecretExponent x = SecretExponent.Random(), l = SecretExponent.Random();
        Assert.Equal(x.PublicPoint().Power(l), l.PublicPoint().Power(x)); // what the paper's variant would agree on

        var forged = attacker.Sign(SignedMessage.GroupKeyHospital(Chain, Sid, x.PublicPoint()));
        Assert.False(GroupKeyPoint.TryVerifyHospital(Chain, Sid, hospital.PublicKey, x.PublicPoint().Encoded, forged, out _));
        var doctors = doctor.Sign(SignedMessage.GroupKeyDoctor(Chain, Sid, l.PublicPoint()));
        Assert.True(GroupKeyPoint.TryVerifyDoctor(Chain, Sid, doctor.PublicKey, l.PublicPoint().Encoded, doctors, out _));
        Assert.False(GroupKeyPoint.TryVerifyDoctor(Chain, Sid, doctor.PublicKey, x.PublicPoint().Encoded, doctors, out _));
        Assert.False(GroupKeyPoint.TryVerifyDoctor(Chain, Chain, doctor.PublicKey, l.PublicPoint().Encoded, doctors, out _)); // another session
        Assert.False(GroupKeyPoint.TryVerifyHospital(Chain, Sid, doctor.PublicKey, l.PublicPoint().Encoded, doctors, out _)); // another role
    }

    [Fact]
    public void Points_that_cancel_end_the_run()
    {
        using var exponent = SecretExponent.Random();
        using var team = new Team(exponent, exponent.Negated());
        Assert.False(team.Hospital.TryFinish(team.DoctorPoints, team.Macs(), out _, out _));
    }

    private static SecpPoint Point(byte[] bytes)
    {
        Assert.True(SecpPoint.TryDecode(bytes, out var point));
        return point;
    }

    private static SecretExponent Exponent(byte[] bytes)
    {
        Assert.True(SecretExponent.TryDecode(bytes, out var exponent));
        return exponent;
    }

    private sealed class Team : IDisposable
    {
        public Team(int size)
            : this([.. Enumerable.Range(0, size).Select(_ => SecretExponent.Random())])
        {
        }

        public Team(params SecretExponent[] exponents)
        {
            using var hospital = SigningKey.Generate();
            Hospital = new GroupKeyHospital(Sid, hospital.PublicKey);
            var signature = hospital.Sign(SignedMessage.GroupKeyHospital(Chain, Sid, Hospital.Point));
            Assert.True(GroupKeyPoint.TryVerifyHospital(Chain, Sid, hospital.PublicKey, Hospital.Point.Encoded, signature, out var verified));
            HospitalPoint = verified;
            SigningKey[] keys = [.. exponents.Select(_ => SigningKey.Generate())];
            Doctors = [.. exponents.Select((exponent, k) => new GroupKeyDoctor(Sid, keys[k].PublicKey, exponent))];
            DoctorPoints = [.. Doctors.Select((doctor, k) => Signed(doctor, keys[k]))];
        }

        public GroupKeyHospital Hospital { get; }

        public GroupKeyPoint HospitalPoint { get; }

        public GroupKeyDoctor[] Doctors { get; }

        public GroupKeyPoint[] DoctorPoints { get; }

        public byte[][] Macs() => [.. Doctors.Select((doctor, k) =>
        {
            Assert.True(doctor.TryConfirm(HospitalPoint, Hospital.Mac(DoctorPoints[k]), out var answer));
            return answer;
        })];

        public void Dispose()
        {
            Hospital.Dispose();
            Array.ForEach(Doctors, doctor => doctor.Dispose());
        }

        private static GroupKeyPoint Signed(GroupKeyDoctor doctor, SigningKey key)
        {
            var signature = key.Sign(SignedMessage.GroupKeyDoctor(Chain, Sid, doctor.Point));
            Assert.True(GroupKeyPoint.TryVerifyDoctor(Chain, Sid, key.PublicKey, doctor.Point.Encoded, signature, out var verified));
            return verified;
        }
    }
}
